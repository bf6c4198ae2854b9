"""What registers say: loads, findings and alarms."""

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
from agency.verification.register_models import LOAD_STATES, SETTLED
from agency.verification.registers.judging import FIELDS, OUTCOMES, REASONS
from agency.verification.registers.records import ACTIONS, STANDINGS
from agency.verification.registers.report import Counts

SAID = thing(
    number=TEXT,
    first_name=TEXT,
    middle_name=TEXT,
    last_name=TEXT,
    type=TEXT,
    code=or_null(TEXT),
    status=TEXT,
    standing=or_null(one_of(STANDINGS)),
    first_issued_on=or_null(DAY),
    last_issued_on=or_null(DAY),
    expires_on=or_null(DAY),
    action=TEXT,
    action_means=or_null(one_of(ACTIONS)),
)
WHOSE = {"id": WHOLE, "credential_id": WHOLE, "candidate": TEXT, "code": TEXT, "source": TEXT}
REGISTERS: dict[str, Shape] = {
    "RegisterLoad": thing(
        id=WHOLE,
        source=TEXT,
        file=TEXT,
        sha256=TEXT,
        day=DAY,
        whole=YES_NO,
        state=one_of(LOAD_STATES),
        by=TEXT,
        asked_at=MOMENT,
        finished_at=or_null(MOMENT),
        problem=or_null(TEXT),
        counts=thing(**dict.fromkeys(Counts.__dataclass_fields__, WHOLE)),
        bad_rows=list_of(thing(line=WHOLE, column=TEXT, value=TEXT, expected=TEXT)),
        unknown_words=list_of(thing(column=TEXT, word=TEXT, rows=WHOLE)),
        left_out=list_of(WHOLE),
        not_read=list_of(WHOLE),
    ),
    "RegisterFinding": thing(
        **WHOSE,
        load=WHOLE,
        checked_on=DAY,
        outcome=one_of(OUTCOMES),
        differences=list_of(one_of(FIELDS)),
        said=or_null(SAID),
        says=TEXT,
        settled_as=or_null(one_of(SETTLED)),
        settled_at=or_null(MOMENT),
        reason=TEXT,
    ),
    "RegisterAlarm": thing(
        **WHOSE,
        load=WHOLE,
        reasons=list_of(one_of(REASONS)),
        says=TEXT,
        raised_at=MOMENT,
        closed_at=or_null(MOMENT),
        remark=TEXT,
    ),
}
