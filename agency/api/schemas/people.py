"""What is told of files as a whole: reviewed, doubled, opened, agreed to, to be deleted."""

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
    thing,
)
from agency.upkeep.models import STATES

PEOPLE: dict[str, Shape] = {
    "ReviewItem": thing(
        place=WHOLE,
        credential_id=WHOLE,
        code=TEXT,
        candidate_ref=TEXT,
        candidate_name=TEXT,
        since=MOMENT,
        work=or_null(TEXT),
        starts_on=or_null(DAY),
        held_by=or_null(TEXT),
    ),
    "Hold": thing(credential_id=WHOLE, until=MOMENT),
    "Duplicates": thing(
        candidate_ref=TEXT,
        duplicates=list_of(thing(ref=TEXT, name=TEXT, reasons=list_of(TEXT))),
    ),
    "ToldApart": thing(candidate_ref=TEXT, not_the_same_as=TEXT),
    "Merge": thing(
        id=WHOLE,
        kept_ref=TEXT,
        merged_ref=TEXT,
        made_at=MOMENT,
        made_by=TEXT,
        undone_at=or_null(MOMENT),
    ),
    "DocumentView": thing(id=WHOLE, document_id=WHOLE, place=WHOLE, seen_by=TEXT, seen_at=MOMENT),
    "DeletionRequest": thing(
        candidate_ref=TEXT,
        state=or_null(one_of(STATES)),
        asked_at=or_null(MOMENT),
        closed_at=or_null(MOMENT),
        remark=TEXT,
    ),
    "Consents": thing(
        candidate_ref=TEXT,
        due=YES_NO,
        text=thing(
            version=TEXT, dated=DAY, title=TEXT, parts=list_of(thing(title=TEXT, says=TEXT))
        ),
        agreed=list_of(thing(version=TEXT, accepted_at=MOMENT)),
    ),
}
