"""Exclusion lists, certificates of screening, and findings with their evidence."""

from __future__ import annotations

from agency.api.schemas.parts import (
    DAY,
    MOMENT,
    TEXT,
    WHOLE,
    YES_NO,
    Shape,
    list_of,
    one_of,
    or_null,
    table_of,
    thing,
)
from agency.screening.evidence import AGREES, NEAR
from agency.screening.file_models import FILE_STATES
from agency.screening.likeness import DIFFERS, UNKNOWN
from agency.screening.models import DECISIONS, KINDS, STATES, UNDONE
from agency.screening.queries import RESULTS
from agency.screening.schemas import LOAD_NUMBERS

FILE = thing(name=TEXT, kind=one_of(KINDS), day=DAY, sha256=TEXT, rows=WHOLE, loaded_at=MOMENT)
LIST = {
    "list": TEXT,
    "title": TEXT,
    "as_of": DAY,
    "people": WHOLE,
    "files": list_of(FILE),
    "missing": list_of(TEXT),
}
LINE = thing(
    field=TEXT,
    theirs=TEXT,
    ours=TEXT,
    says=one_of((AGREES, NEAR, DIFFERS, UNKNOWN)),
    words=TEXT,
    points=WHOLE,
)
SCREENING: dict[str, Shape] = {
    "ExclusionListFile": thing(
        id=WHOLE,
        list=TEXT,
        file=TEXT,
        sha256=TEXT,
        supplement=YES_NO,
        day=or_null(DAY),
        however_many=YES_NO,
        state=one_of(FILE_STATES),
        by=TEXT,
        asked_at=MOMENT,
        finished_at=or_null(MOMENT),
        problem=or_null(TEXT),
        notes=list_of(TEXT),
        load=or_null(
            thing(kind=one_of(KINDS), day=DAY, month=TEXT, **dict.fromkeys(LOAD_NUMBERS, WHOLE))
        ),
    ),
    "ExclusionLists": thing(lists=list_of(thing(**LIST, old=YES_NO))),
    "Screenings": thing(
        candidate_ref=TEXT,
        result=or_null(one_of(RESULTS)),
        screened_at=or_null(MOMENT),
        lists=list_of(thing(list=TEXT, title=TEXT, as_of=DAY)),
        months=list_of(thing(month=TEXT, times=WHOLE, last_at=MOMENT)),
    ),
    "ScreeningCertificate": thing(
        id=TEXT,
        candidate=TEXT,
        name=TEXT,
        home_zip=or_null(TEXT),
        month=TEXT,
        known_on=DAY,
        screened_at=list_of(MOMENT),
        lists=list_of(thing(**LIST)),
        records=WHOLE,
        result=one_of(RESULTS),
        findings=list_of(
            thing(
                finding=WHOLE,
                list=TEXT,
                record=TEXT,
                points=WHOLE,
                state=one_of(STATES),
                decided_at=or_null(MOMENT),
                decided_by=or_null(TEXT),
            )
        ),
    ),
    "Likeness": thing(
        id=WHOLE,
        candidate_ref=TEXT,
        candidate_name=TEXT,
        list=TEXT,
        record=table_of(TEXT),
        fingerprint=TEXT,
        on_the_list=YES_NO,
        state=one_of(STATES),
        points=WHOLE,
        evidence=list_of(LINE),
        why_open=TEXT,
        found_at=MOMENT,
        decisions=list_of(
            thing(
                id=WHOLE,
                decision=one_of((*DECISIONS, UNDONE)),
                reason=TEXT,
                at=MOMENT,
                by=TEXT,
                undoes=or_null(WHOLE),
            )
        ),
    ),
}
