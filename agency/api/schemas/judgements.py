"""A judgement of a pair, an assignment's matches, and what an assignment asks."""

from __future__ import annotations

from agency.api.schemas.parts import (
    DAY,
    MONEY,
    NUMBER,
    RUN_OF_DAYS,
    TEXT,
    WHOLE,
    YES_NO,
    Shape,
    having,
    list_of,
    one_of,
    or_null,
    ref,
    table_of,
    thing,
)
from agency.matching.models import OUTCOMES
from agency.pinning.models import KINDS
from agency.rules.catalogue import CONFIDENCES

VERDICT = one_of(("eligible", "unknown", "ineligible"))
EFFECT = one_of(("require", "advise"))
LAW = {
    "citation": or_null(TEXT),
    "source": or_null(TEXT),
    "confidence": or_null(one_of(CONFIDENCES)),
}
STEP = having(
    thing(
        change=one_of(
            (
                *("renew", "obtain", "verify", "document", "train"),
                *("shift_start", "shorten", "raise_pay"),
            )
        ),
        says=TEXT,
        not_before=or_null(DAY),
        by=or_null(DAY),
        ready_on=or_null(DAY),
        lead_time_known=YES_NO,
        cost_usd=or_null(MONEY),
    ),
    credential=TEXT,
    code=TEXT,
    missing_units=table_of(TEXT),
    evidence=TEXT,
    or_=list_of(TEXT),
    facility=or_null(TEXT),
    may_apply=or_null(TEXT),
    record=TEXT,
    kind=TEXT,
    topic=or_null(TEXT),
    starts_on=or_null(DAY),
    days=WHOLE,
    pay_rate=or_null(MONEY),
)
EXPLANATION = having(
    thing(
        candidate=TEXT,
        assignment=TEXT,
        as_of=DAY,
        verdict=VERDICT,
        near_miss=YES_NO,
        renewable=YES_NO,
        blocked=YES_NO,
        rulebook=TEXT,
        window=RUN_OF_DAYS,
        clears_on=or_null(DAY),
        holds_until=or_null(DAY),
        findings=list_of(ref("Finding")),
        to_confirm=list_of(ref("Question")),
        remedies=list_of(ref("Remedy")),
        ready_on=or_null(DAY),
        outlook=or_null(one_of(("not_yet", "cannot_clear_in_time"))),
        score=or_null(ref("Score")),
        remarks=list_of(TEXT),
    )
)
MATCH = having(
    thing(
        candidate=TEXT,
        candidate_name=TEXT,
        verdict=VERDICT,
        near_miss=YES_NO,
        renewable=YES_NO,
        gap=or_null(TEXT),
        position=WHOLE,
        wish=or_null(one_of(KINDS)),
        score=ref("Score"),
    ),
    remedies=list_of(ref("Remedy")),
)
JUDGEMENTS: dict[str, Shape] = {
    "Finding": thing(
        requirement=TEXT,
        title=TEXT,
        effect=EFFECT,
        verdict=one_of(("met", "unknown", "unmet")),
        window=RUN_OF_DAYS,
        covered=list_of(RUN_OF_DAYS),
        possible=list_of(RUN_OF_DAYS),
        missing=list_of(RUN_OF_DAYS),
        short_by_days=WHOLE,
        clears_on=or_null(DAY),
        holds_until=or_null(DAY),
        evidence=list_of(TEXT),
        **LAW,
        says=TEXT,
    ),
    "Question": thing(requirement=TEXT, title=TEXT, question=or_null(TEXT), **LAW),
    "Remedy": thing(
        says=TEXT,
        steps=list_of(ref("Step")),
        ready_on=or_null(DAY),
        cost_usd=or_null(MONEY),
        window=RUN_OF_DAYS,
    ),
    "Step": STEP,
    "Score": thing(points=NUMBER, parts=list_of(ref("ScorePart"))),
    "ScorePart": thing(name=TEXT, value=WHOLE, weight=NUMBER, points=NUMBER, reason=TEXT),
    "Explanation": EXPLANATION,
    "Judgement": {
        **EXPLANATION,
        "properties": {**EXPLANATION["properties"], "unknown_keys": list_of(TEXT)},
        "required": [*EXPLANATION["required"], "unknown_keys"],
    },
    "Match": MATCH,
    "AssignmentMatches": thing(
        assignment=TEXT,
        facility=or_null(TEXT),
        run=WHOLE,
        as_of=DAY,
        rulebook=TEXT,
        outcome=one_of(OUTCOMES),
        eligible=WHOLE,
        unknown=WHOLE,
        ineligible=WHOLE,
        near_misses=WHOLE,
        reasons=list_of(ref("Finding")),
        to_confirm=list_of(ref("Question")),
        matches=list_of(ref("Match")),
        unworked_edits=WHOLE,
        oldest_unworked_seconds=or_null(NUMBER),
    ),
    "CandidateMatch": thing(
        assignment=TEXT,
        facility=or_null(TEXT),
        state=or_null(TEXT),
        starts_on=DAY,
        ends_on=DAY,
        verdict=VERDICT,
        near_miss=YES_NO,
        renewable=YES_NO,
        gap=or_null(TEXT),
        position=WHOLE,
        score=ref("Score"),
    ),
    "KeptOut": thing(
        assignment=TEXT,
        run=WHOLE,
        as_of=DAY,
        count=WHOLE,
        alone=WHOLE,
        items=list_of(
            thing(
                candidate=TEXT,
                candidate_name=TEXT,
                verdict=VERDICT,
                lacks=list_of(
                    thing(requirement=TEXT, verdict=one_of(("unmet", "unknown")), says=TEXT)
                ),
            )
        ),
        next=or_null(TEXT),
    ),
    "CandidateMatches": thing(
        candidate=TEXT,
        run=WHOLE,
        as_of=DAY,
        rulebook=TEXT,
        matches=list_of(ref("CandidateMatch")),
    ),
    "Requirement": thing(
        requirement=TEXT,
        title=TEXT,
        effect=EFFECT,
        about=one_of(("work", "person")),
        question=or_null(TEXT),
        **LAW,
    ),
    "Requirements": thing(
        assignment=TEXT,
        on=DAY,
        rulebook=TEXT,
        window=RUN_OF_DAYS,
        requirements=list_of(ref("Requirement")),
    ),
}
