"""What is told of a resource: the columns of its file, with what the address and ETags need."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from agency.api.schemas.parts import (
    DAY,
    DECIMAL,
    MOMENT,
    MONEY,
    TEXT,
    WHOLE,
    YES_NO,
    Shape,
    described_as,
    having,
    list_of,
    one_of,
    or_null,
    thing,
)
from agency.assignments.schemas import AssignmentInput, FacilityInput
from agency.badges.core.lights import ANSWERS, QUESTIONS
from agency.candidates.schemas import CandidateInput
from agency.credentials.models import EVIDENCE
from agency.credentials.schemas import CECreditInput, CredentialInput, TrainingInput
from agency.documents.kinds import TYPES
from agency.documents.models import KINDS, STATES
from agency.documents.readings.described import STATES as READING_STATES
from agency.documents.readings.models import HOW
from agency.fields import (
    Amount,
    Choice,
    Day,
    Dollars,
    InputSchema,
    SpanList,
    Whole,
    WordList,
    YesNo,
)
from agency.placements.schemas import PlacementInput
from agency.reading.findings import FIELDS
from agency.verification.models import RESULTS, SOURCES

SPAN: Shape = {"type": "string", "description": "A run of days: 2027-02-01/2027-02-07."}


def told_of(schema: InputSchema, **more: Shape) -> Shape:
    """The shape in which a row goes out: what is blank is null, and a list may be empty.

    Words of the rulebook are text here, not an enumeration: it learns new ones.
    """
    columns = {name: _told(field) for name, field in schema.fields.items()}
    return thing(**more, **columns)


def _told(field: fields.Field[Any]) -> Shape:
    shape = _plain(field)
    never_blank = field.required or shape["type"] == "array" or _has_default(field)
    return shape if never_blank else or_null(shape)


def _has_default(field: fields.Field[Any]) -> bool:
    return field.load_default not in (None, "")


def _plain(field: fields.Field[Any]) -> Shape:
    match field:
        case WordList():
            return list_of(_plain(field.word))
        case SpanList():
            return list_of(SPAN)
        case Choice():
            return one_of(field.allowed)
        case Day():
            return DAY
        case Dollars():
            return MONEY
        case Amount():
            return DECIMAL
        case Whole():
            return WHOLE
        case YesNo():
            return YES_NO
    return TEXT


PLACE_READ = thing(
    page=WHOLE,
    box=described_as(
        {"type": "array", "items": WHOLE, "minItems": 4, "maxItems": 4},
        "Left, top, right and bottom in thousandths of the page.",
    ),
)
FIELD_READ = thing(
    field=one_of(FIELDS),
    text=described_as(TEXT, "As printed."),
    value=described_as(or_null(TEXT), "What that means; null where it is not sure."),
    confidence=described_as(WHOLE, "Per cent."),
    note=TEXT,
    place=or_null(PLACE_READ),
    file=WHOLE,
)
FILE_READ = thing(
    place=WHOLE,
    how=or_null(one_of(HOW)),
    pages=WHOLE,
    note=TEXT,
    reader=WHOLE,
    milliseconds=WHOLE,
    read_at=or_null(MOMENT),
)
READING = thing(state=one_of(READING_STATES), fields=list_of(FIELD_READ), files=list_of(FILE_READ))
FILE = thing(place=WHOLE, name=TEXT, media_type=one_of(TYPES), size=WHOLE, sha256=TEXT)
LIGHT = thing(answer=one_of(ANSWERS), why=TEXT)
SAID_BY_BADGE = having(
    thing(
        standard=TEXT,
        id=TEXT,
        issuer=TEXT,
        issuer_name=TEXT,
        achievement=TEXT,
        achievement_name=TEXT,
        starts=or_null(MOMENT),
        ends=or_null(MOMENT),
    ),
    # Of one that was judged before this was looked for they are not there.
    holder=TEXT,
    number=TEXT,
)
RESOURCES: dict[str, Shape] = {
    "Candidate": told_of(CandidateInput(), changed_at=MOMENT),
    "Invitation": thing(candidate_ref=TEXT, email=TEXT, sent_at=MOMENT, expires_at=MOMENT),
    "Credential": told_of(CredentialInput(), id=WHOLE, changed_at=MOMENT),
    "Training": told_of(TrainingInput(), id=WHOLE),
    "CECredit": told_of(CECreditInput(), id=WHOLE),
    "Facility": told_of(FacilityInput(), id=WHOLE, changed_at=MOMENT),
    "Assignment": told_of(AssignmentInput(), changed_at=MOMENT),
    "Verification": thing(
        id=WHOLE,
        credential_id=WHOLE,
        at=MOMENT,
        by=TEXT,
        source=one_of(SOURCES),
        result=one_of(RESULTS),
        reason=or_null(TEXT),
        remark=TEXT,
        evidence_before=or_null(one_of(EVIDENCE)),
        evidence_after=one_of(EVIDENCE),
        document_id=or_null(WHOLE),
        checked_on=or_null(DAY),
        confirmation=TEXT,
        undoes_id=or_null(WHOLE),
    ),
    "Document": having(
        thing(
            id=WHOLE,
            candidate_ref=TEXT,
            credential_id=WHOLE,
            kind=one_of(KINDS),
            version=WHOLE,
            name=TEXT,
            state=one_of(STATES),
            uploaded_by=TEXT,
            uploaded_at=MOMENT,
            files=list_of(FILE),
        ),
        reading=described_as(READING, "What was read of it; told of one document alone."),
    ),
    "Badge": thing(
        id=WHOLE,
        document_id=WHOLE,
        place=WHOLE,
        taken_up_at=MOMENT,
        judged_at=or_null(MOMENT),
        judged_for=or_null(TEXT),
        fault=or_null(TEXT),
        lights=thing(**{name: or_null(LIGHT) for name in QUESTIONS}),
        says=or_null(SAID_BY_BADGE),
        keys=list_of(TEXT),
        status_at=list_of(TEXT),
    ),
    "Placement": told_of(PlacementInput(), id=WHOLE, changed_at=MOMENT),
}
