"""What was settled of a register's word a moment ago taken back; one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from agency.audit.actions import Deed, note_all, writing
from agency.audit.actors import Actor
from agency.credentials.actions.credentials import locked_credential
from agency.credentials.models import Credential
from agency.edits.actions import record
from agency.errors import NotFound, Stale
from agency.extensions import db
from agency.verification.actions.undoing import (
    TAKEN_BACK,
    require_unchanged,
    require_undoable,
    take_back,
)
from agency.verification.models import Verification
from agency.verification.register_models import RegisterAlarm, RegisterAnswer
from agency.verification.registers.queries import entry_of_settlement, is_settled_by


def undo_settlement(id: int, by: Actor) -> RegisterAnswer:
    """Take back how a finding was settled, by the id of the answer: it is open as it was before.

    All that it changed of the credential is as it was, and the alarms that it closed are open.
    Raises NotFound where nothing is settled, NotAllowed for anybody but who did, TooLate where
    that is longer ago than the setting allows, and Stale where the credential has changed since.
    """
    with writing():
        row, answer, at = _settled(id)
        made = entry_of_settlement(answer)
        require_undoable(at, is_settled_by(answer, made, by))
        deeds = _taken_back(row, at, made, by)
        _open_alarms(at, answer)
        answer.settled_as = answer.settled_at = answer.settled_by = None
        answer.reason = ""
        note_all(by, deeds)
        if made is not None and made.before:
            record("candidate", [row.candidate_id])
    return answer


def _settled(id: int) -> tuple[Credential, RegisterAnswer, datetime]:
    """The credential and the answer about it that is settled, locked, and since when it is."""
    of_answer = select(RegisterAnswer.credential_id).where(RegisterAnswer.id == id)
    credential_id = db.session.scalar(of_answer)
    if credential_id is None:
        raise NotFound("finding", str(id))
    row = locked_credential(credential_id)
    answer = db.session.get_one(RegisterAnswer, id, populate_existing=True, with_for_update=True)
    if answer.settled_at is None:
        raise NotFound("settled finding", str(id))
    return row, answer, answer.settled_at


def _taken_back(row: Credential, at: datetime, made: Verification | None, by: Actor) -> list[Deed]:
    if made is not None:
        require_unchanged(row, made)
        return take_back(row, made, by)
    if row.changed_at > at:
        raise Stale("it has changed since it was decided")
    return [Deed(TAKEN_BACK, f"credential:{row.id}")]


def _open_alarms(at: datetime, answer: RegisterAnswer) -> None:
    closed = update(RegisterAlarm).where(
        RegisterAlarm.credential_id == answer.credential_id,
        RegisterAlarm.closed_at == at,
    )
    opened = closed.values(closed_at=None, closed_by=None, remark="")
    db.session.execute(opened, execution_options={"synchronize_session": False})
