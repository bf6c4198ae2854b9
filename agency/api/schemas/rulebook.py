"""The rulebook as a whole, and one state on a day."""

from __future__ import annotations

from agency.api.schemas.parts import (
    DAY,
    TEXT,
    WHOLE,
    YES_NO,
    Shape,
    list_of,
    one_of,
    or_null,
    ref,
    thing,
)

RECORDED = {"facility": or_null(TEXT), "recorded": or_null(TEXT)}
COUNTS = dict.fromkeys(
    ("entries", "work", "person", "advice", "lifted", "high", "medium", "low", "open"), WHOLE
)
ANYTHING: Shape = {"type": "object"}
RULEBOOK: dict[str, Shape] = {
    "Rulebook": thing(
        fingerprint=TEXT,
        states=list_of(ref("StateCount")),
        federal=ref("StateCount"),
        total=thing(**COUNTS),
        catalogue=thing(credentials=WHOLE, categories=ANYTHING, ambiguous=WHOLE),
        tasks=WHOLE,
        holidays=WHOLE,
    ),
    "StateCount": thing(state=TEXT, name=TEXT, **COUNTS),
    "StateRules": thing(
        state=TEXT,
        name=TEXT,
        regulator=or_null(TEXT),
        summary=or_null(TEXT),
        on=DAY,
        rulebook=TEXT,
        entries=list_of(ref("RuleEntry")),
        coming=list_of(ref("RuleEntry")),
        lifted=list_of(thing(id=TEXT, since=DAY, **RECORDED)),
        open=list_of(TEXT),
    ),
    "RuleEntry": thing(
        id=TEXT,
        says=TEXT,
        in_force=DAY,
        effect=one_of(("require", "advise")),
        citation=or_null(TEXT),
        source=or_null(TEXT),
        checked_on=DAY,
        as_of=or_null(TEXT),
        confidence=TEXT,
        note=or_null(TEXT),
        question=or_null(TEXT),
        about=TEXT,
        lifted=YES_NO,
        when=ANYTHING,
        needs=or_null(ANYTHING),
        as_of_estimated=YES_NO,
        **RECORDED,
    ),
}
