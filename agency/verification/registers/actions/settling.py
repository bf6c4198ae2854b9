"""Settling what a register says otherwise: its word is taken, or ours stands for a reason."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from sqlalchemy import select, update

from agency import clock
from agency.audit.actions import Deed, anything, note_all, writing
from agency.audit.actors import Actor
from agency.credentials.actions.credentials import set_values, superseded
from agency.credentials.described import CREDENTIAL, held_values
from agency.credentials.models import Credential
from agency.credentials.numbers import folded_number
from agency.edits.actions import record
from agency.errors import NotFound
from agency.extensions import db
from agency.fields.described import Change, change_of
from agency.fields.schema import refused
from agency.settings import today
from agency.verification.eyes import locked_with_parts
from agency.verification.log import NO_CHANGE, Entry, Learned
from agency.verification.models import (
    DIFFERS,
    FOUND,
    REGISTER,
    REJECTED,
    REVIEW,
    VERIFIED,
    Verification,
)
from agency.verification.queries import entries_about
from agency.verification.register_models import (
    ACCEPTED,
    KEPT,
    RegisterAlarm,
    RegisterAnswer,
    RegisterLoad,
)
from agency.verification.registers.actions.outcomes import confirmation
from agency.verification.registers.holdings import ours_in
from agency.verification.registers.judging import CODE, EXPIRES, NAME, TWICE, judge
from agency.verification.registers.records import ENDED, LAPSED, LIMITED, PENDING, record_of
from agency.verification.registers.steps import AT_SOURCE

Hook = Callable[[RegisterAnswer], object]
# Of these it is for whoever settles to say why the word of the register may be taken.
TO_EXPLAIN = {NAME: "why it is she under another name", LIMITED: "why it counts all the same"}
SETTLED = {ACCEPTED: "register accepted", KEPT: "register overruled"}


def accept_register(id: int, by: Actor, reason: str = "", expects: Hook = anything) -> Credential:
    """Take the register's word for a credential, by the id of its answer.

    Its last day and its type are written as the register has them, and it is known at source; what
    has ended there is revoked here, and what is not there is rejected. ``reason`` is needed where
    the name is another, or the register limits it. ``expects`` sees the answer, locked, and may
    raise. Raises NotFound, Refused, Busy and NotAllowed as `check_source` does.
    """
    with writing():
        row, answer = _opened(id, by, expects)
        differences = _differences_now(row, answer)
        _require_word(answer, differences, reason)
        entry = Entry(by, _learned(answer, reason))
        accepted = _accepted(answer, differences)
        change = change_of(CREDENTIAL, held_values(CREDENTIAL, row), accepted)
        older = set_values(row, change, entry) if change else []
        if not change:
            entry(row, NO_CHANGE, clock.now())
        _settle(answer, ACCEPTED, reason, by, entry)
        deed = _deed(answer, row, change, reason)
        note_all(by, [deed, *superseded(older, row)])
        if change:
            record("candidate", [row.candidate_id])
    return row


def keep_ours(id: int, reason: str, by: Actor, expects: Hook = anything) -> Credential:
    """Let a credential stand as it is on file, for a ``reason``; by the id of the answer.

    Where the register's word had lowered what it was known by, it is known by this review from then
    on. What was claimed only is claimed still. Raises as `accept_register`.
    """
    if not reason:
        raise refused("reason", reason, "why ours stands")
    with writing():
        row, answer = _opened(id, by, expects)
        reviewed = {"evidence": "reviewed"} if _was_lowered(row) else {}
        change = change_of(CREDENTIAL, held_values(CREDENTIAL, row), reviewed)
        entry = Entry(by, Learned(REVIEW, VERIFIED, "", reason))
        older = set_values(row, change, entry) if change else []
        _settle(answer, KEPT, reason, by, entry)
        deed = _deed(answer, row, change, reason)
        note_all(by, [deed, *superseded(older, row)])
        if change:
            record("candidate", [row.candidate_id])
    return row


def close_alarm(
    id: int, remark: str, by: Actor, expects: Callable[[RegisterAlarm], object] = anything
) -> RegisterAlarm:
    """Say that an alarm was looked at, and what came of it.

    Raises NotFound, also where it is closed, Refused without a ``remark``, and NotAllowed.
    """
    if not remark:
        raise refused("remark", remark, "what came of it")
    with writing():
        alarm = db.session.get(RegisterAlarm, id)
        if alarm is None:
            raise NotFound("open alarm", str(id))
        _, parts = locked_with_parts(alarm.credential_id, by)
        db.session.refresh(alarm)
        if alarm.closed_at is not None:
            raise NotFound("open alarm", str(id))
        expects(alarm)
        parts.require_other_eyes()
        alarm.closed_at, alarm.closed_by, alarm.remark = clock.now(), by.name, remark
        note_all(by, [Deed("alarm closed", f"credential:{alarm.credential_id}", reason=remark)])
    return alarm


def _opened(id: int, by: Actor, expects: Hook) -> tuple[Credential, RegisterAnswer]:
    """The credential and the open answer about it, locked, for whoever has no part in it."""
    credential_id = db.session.scalar(
        select(RegisterAnswer.credential_id).where(RegisterAnswer.id == id)
    )
    if credential_id is None:
        raise NotFound("finding", str(id))
    row, parts = locked_with_parts(credential_id, by)
    answer = db.session.get_one(RegisterAnswer, id, populate_existing=True, with_for_update=True)
    expects(answer)
    if answer.outcome == "agrees" or answer.settled_at is not None:
        raise NotFound("open finding", str(id))
    if row.status != "active":
        said = f"a credential that counts; this one is {row.status}"
        raise refused("credential", row.ref, said)
    parts.require_other_eyes()
    parts.require_free()
    return row, answer


def _differences_now(row: Credential, answer: RegisterAnswer) -> tuple[str, ...]:
    """In which fields both differ as the row is now; raises Refused for another number than then.

    Somebody may have changed what is on file since the register was asked.
    """
    if answer.said is None:
        return ()
    (ours,) = ours_in([row.id])
    record = record_of(answer.said, answer.line or 1)
    if ours.number != folded_number(record.number):
        said = f"the number of which the register was asked, {record.number}; load it once more"
        raise refused("number", row.number, said)
    twice = (TWICE,) if TWICE in answer.differences else ()
    return (*judge(ours, [record], answer.checked_on).differences, *twice)


def _require_word(answer: RegisterAnswer, differences: Collection[str], reason: str) -> None:
    """Refuse to take a word that says nothing, or nothing for certain."""
    if TWICE in differences:
        raise refused("register", answer.source, "one word; the number stands there several times")
    if answer.said is None:
        return
    standing = answer.said["standing"]
    if standing is None or (CODE in differences and answer.said["code"] is None):
        word = answer.said["status"] if standing is None else answer.said["type"]
        raise refused("register", word, "a word that we know")
    to_explain = {NAME} & set(differences) | {LIMITED} & {standing}
    for one in sorted(to_explain):
        if not reason:
            raise refused("reason", reason, TO_EXPLAIN[one])


def _accepted(answer: RegisterAnswer, differences: Collection[str]) -> dict[str, Any]:
    """The columns as the register has them."""
    said = answer.said
    if said is None:
        return {"status": "rejected"}
    values: dict[str, Any] = {}
    if CODE in differences:
        values["code"] = said["code"]
    if EXPIRES in differences:
        values["expires_on"] = _day(said["expires_on"])
    if _is_over(said):
        return {**values, "status": "revoked"}
    return {**values, "evidence": AT_SOURCE}


def _is_over(said: dict[str, Any]) -> bool:
    """Whether it counts no more although its days are not over, or not known."""
    if said["standing"] == LAPSED:
        expires = _day(said["expires_on"])
        return expires is None or expires >= today()
    return said["standing"] in (ENDED, PENDING)


def _learned(answer: RegisterAnswer, reason: str) -> Learned:
    load = db.session.get_one(RegisterLoad, answer.load_id)
    where = confirmation(load.file_name, answer.line)
    day = answer.checked_on
    if answer.said is None:
        return Learned(REVIEW, REJECTED, "unverifiable", reason, None, day, where)
    result = DIFFERS if _is_over(answer.said) else FOUND
    return Learned(REGISTER, result, "", reason, None, day, where)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _was_lowered(row: Credential) -> bool:
    """Whether a register has taken back what it was known by, and nobody has said more since."""
    moved = Verification.evidence_before != Verification.evidence_after
    newest = entries_about(row.id).where(moved).order_by(Verification.id.desc()).limit(1)
    last = db.session.scalars(newest).one_or_none()
    return last is not None and (last.source, last.evidence_before) == (REGISTER, AT_SOURCE)


def _settle(answer: RegisterAnswer, settled_as: str, reason: str, by: Actor, entry: Entry) -> None:
    """The answer is settled, and so is every alarm about its credential.

    All have the moment of the entry of the log, if there is one: by that it can be taken back.
    """
    at = entry.at or clock.now()
    answer.settled_as, answer.settled_at = settled_as, at
    answer.settled_by, answer.reason = by.name, reason
    open_ones = RegisterAlarm.credential_id == answer.credential_id
    closed = update(RegisterAlarm).where(open_ones, RegisterAlarm.closed_at.is_(None))
    closed = closed.values(closed_at=at, closed_by=by.name, remark=reason or SETTLED[settled_as])
    db.session.execute(closed, execution_options={"synchronize_session": False})
    db.session.flush()


def _deed(answer: RegisterAnswer, row: Credential, change: Change, reason: str) -> Deed:
    told = change.before or None, change.after or None
    return Deed(SETTLED[str(answer.settled_as)], f"credential:{row.id}", *told, reason=reason)
