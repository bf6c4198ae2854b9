"""Registers: files handed in, what they say otherwise, and who settles it."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from agency.access.principal import actor
from agency.api.answers import as_expected, one
from agency.api.blueprint import ID, Doc, api, creates, does, lists, reads
from agency.api.bodies import Values, body_of
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.schemas.parts import ref as shape
from agency.api.uploads import (
    MULTIPART,
    ONE_FILE,
    let_in_a_large_file,
    one_file,
    one_told_apart,
)
from agency.api.words import REGISTERS
from agency.verification.register_models import (
    ACCEPTED,
    RegisterAlarm,
    RegisterAnswer,
    RegisterLoad,
)
from agency.verification.registers.actions import (
    accept_register,
    ask_load,
    close_alarm,
    keep_ours,
    undo_settlement,
)
from agency.verification.registers.queries import (
    alarm_with_id,
    finding_with_id,
    load_with_id,
    loads,
    open_alarms,
    open_findings,
)
from agency.verification.registers.schemas import (
    ClosingInput,
    HandedInput,
    SettlementInput,
    described_alarm,
    described_finding,
    described_load,
)
from agency.verification.registers.source import SOURCES

LOAD, FINDING, ALARM = shape("RegisterLoad"), shape("RegisterFinding"), shape("RegisterAlarm")
HANDED = HandedInput()
TAKES: Doc = {
    "type": "object",
    "required": [ONE_FILE, "source"],
    "additionalProperties": False,
    "properties": {
        ONE_FILE: {
            "type": "string",
            "format": "binary",
            "description": "CSV as it was downloaded, or a ZIP archive with it.",
        },
        "source": {"type": "string", "enum": list(SOURCES)},
        "day": {
            "type": "string",
            "format": "date",
            "description": "When it was taken from the register; today if it is left out.",
        },
        "extract": {
            "type": "string",
            "enum": ["yes", "no"],
            "description": "Whether it lists some only, so that who is missing is not told.",
        },
    },
}
Settlement = body_of(SettlementInput, "RegisterSettlement")
Closing = body_of(ClosingInput, "RegisterAlarmClosing")


@api.url_value_preprocessor  # type: ignore[untyped-decorator]
def _let_in_a_register(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if request.endpoint == "api.add_register_load":
        let_in_a_large_file()


@lists("/register-loads", LOAD, about=REGISTERS, query=PageQuery)
def list_register_loads(query: Values) -> Response:
    """The files that were handed in, the newest first."""
    of = "register loads"
    return page(loads(), RegisterLoad.id, described_load, query, of, descending=True)


@creates(
    "/register-loads",
    LOAD,
    about=REGISTERS,
    takes=TAKES,
    takes_type=MULTIPART,
    status=202,
    problems=(503, 507),
)
def add_register_load() -> Response:
    """Hand in a file of a register; a job holds it against what is on file.

    What agrees is known at source from then on, and what does not is a finding. The same file once
    more changes nothing.
    """
    sent = one_file(HANDED.fields, "the file of a register")
    said = HANDED.accept(request.form)

    def make(also: Hook) -> RegisterLoad:
        whole = not said["extract"]
        return ask_load(said["source"], sent.content, sent.name, actor(), said["day"], whole, also)

    return created(make, described_load, _address, status=202, sent=lambda: one_told_apart(sent))


def _address(load: RegisterLoad) -> str:
    return url_for("api.get_register_load", id=load.id)


@reads(f"/register-loads/{ID}", LOAD, about=REGISTERS)
def get_register_load(id: int) -> Response:
    """One file, what came of it, and what in it could not be read."""
    return one(described_load(load_with_id(id)))


@lists("/register-findings", FINDING, about=REGISTERS, query=PageQuery)
def list_register_findings(query: Values) -> Response:
    """Credentials of which a register says otherwise, as long as nobody has settled it."""
    found = open_findings()
    return page(found, RegisterAnswer.id, described_finding, query, "register findings")


@reads(f"/register-findings/{ID}", FINDING, about=REGISTERS)
def get_register_finding(id: int) -> Response:
    """What a register says otherwise of one credential, settled or not."""
    return one(described_finding(finding_with_id(id)))


@does(f"/register-findings/{ID}/settlement", FINDING, about=REGISTERS, body=Settlement)
def settle_register_finding(body: Values, id: int) -> Response:
    """Take the register's word for it, or let ours stand for a reason."""
    expects = as_expected(lambda answer: described_finding(finding_with_id(answer.id)))
    if body["settled_as"] == ACCEPTED:
        accept_register(id, actor(), body["reason"], expects)
    else:
        keep_ours(id, body["reason"], actor(), expects)
    return one(described_finding(finding_with_id(id)))


@does(f"/register-findings/{ID}/settlement/undo", FINDING, about=REGISTERS)
def undo_register_settlement(id: int) -> Response:
    """Take back how a finding was settled, which only who settled it can, for some minutes."""
    undo_settlement(id, actor())
    return one(described_finding(finding_with_id(id)))


@lists("/register-alarms", ALARM, about=REGISTERS, query=PageQuery)
def list_register_alarms(query: Values) -> Response:
    """Alarms that nobody has looked at yet, the newest first."""
    of = "register alarms"
    return page(open_alarms(), RegisterAlarm.id, described_alarm, query, of, descending=True)


@does(f"/register-alarms/{ID}/closing", ALARM, about=REGISTERS, body=Closing)
def close_register_alarm(body: Values, id: int) -> Response:
    """Say that an alarm was looked at, and what came of it."""
    expects = as_expected(lambda alarm: described_alarm(alarm_with_id(alarm.id)))
    close_alarm(id, body["remark"], actor(), expects)
    return one(described_alarm(alarm_with_id(id)))
