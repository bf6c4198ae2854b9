"""What is asked of registers: loads, findings that are open, and alarms."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from agency.audit.actors import Actor
from agency.credentials.models import Credential
from agency.errors import NotFound
from agency.extensions import db
from agency.verification.models import Verification
from agency.verification.queries import entries_about
from agency.verification.register_models import RegisterAlarm, RegisterAnswer, RegisterLoad
from agency.verification.registers.judging import AGREES

# What nobody has settled, of what counts.
OPEN = (
    RegisterAnswer.outcome != AGREES,
    RegisterAnswer.settled_at.is_(None),
    Credential.status == "active",
)


def loads() -> Select[RegisterLoad]:
    """All files that were handed in, to be ordered as needed."""
    return select(RegisterLoad)


def newest_loads(limit: int) -> Sequence[RegisterLoad]:
    """The newest first; one query."""
    return db.session.scalars(loads().order_by(RegisterLoad.id.desc()).limit(limit)).all()


def load_with_id(id: int) -> RegisterLoad:
    """Raises NotFound."""
    found = db.session.get(RegisterLoad, id, populate_existing=True)
    if found is None:
        raise NotFound("register load", str(id))
    return found


def open_findings() -> Select[RegisterAnswer]:
    """Where a register says otherwise of what counts, and nobody has settled it; with holders."""
    return findings().where(*OPEN)


def findings() -> Select[RegisterAnswer]:
    """Answers with their credential, its holder and the load."""
    whole = joinedload(RegisterAnswer.credential, innerjoin=True)
    found = select(RegisterAnswer).join(Credential, Credential.id == RegisterAnswer.credential_id)
    of_whom = whole.joinedload(Credential.candidate, innerjoin=True)
    found = found.options(of_whom, joinedload(RegisterAnswer.load, innerjoin=True))
    return found.execution_options(populate_existing=True)


def finding_with_id(id: int) -> RegisterAnswer:
    """Raises NotFound where the register agrees, or has said nothing."""
    wanted = RegisterAnswer.id == id, RegisterAnswer.outcome != AGREES
    found = db.session.scalars(findings().where(*wanted)).one_or_none()
    if found is None:
        raise NotFound("finding", str(id))
    return found


def open_alarms() -> Select[RegisterAlarm]:
    """Alarms that nobody has looked at, with their credential and its holder."""
    return alarms().where(RegisterAlarm.closed_at.is_(None))


def alarm_with_id(id: int) -> RegisterAlarm:
    """Raises NotFound."""
    found = db.session.scalars(alarms().where(RegisterAlarm.id == id)).one_or_none()
    if found is None:
        raise NotFound("alarm", str(id))
    return found


def alarms() -> Select[RegisterAlarm]:
    """All of them, with their credential, its holder and the load."""
    whole = joinedload(RegisterAlarm.credential, innerjoin=True)
    of_whom = whole.joinedload(Credential.candidate, innerjoin=True)
    found = select(RegisterAlarm).options(of_whom, joinedload(RegisterAlarm.load, innerjoin=True))
    return found.execution_options(populate_existing=True)


def newest_alarms(limit: int) -> Sequence[RegisterAlarm]:
    """The newest first; one query."""
    return db.session.scalars(open_alarms().order_by(RegisterAlarm.id.desc()).limit(limit)).all()


def findings_behind(alarms: Sequence[RegisterAlarm]) -> dict[int, int]:
    """The id of what the register says otherwise now, by that of the alarm about it; one query.

    Of an action against somebody whose credential agrees there is none.
    """
    ids = [one.credential_id for one in alarms]
    columns = RegisterAnswer.credential_id, RegisterAnswer.source, RegisterAnswer.id
    asked = select(*columns).where(
        RegisterAnswer.credential_id.in_(ids), RegisterAnswer.outcome != AGREES
    )
    found = {(of, source): id for of, source, id in db.session.execute(asked)}
    by_alarm = {one.id: found.get((one.credential_id, one.load.source)) for one in alarms}
    return {alarm: id for alarm, id in by_alarm.items() if id is not None}


def number_of_open_findings() -> int:
    """One query."""
    beside = Credential.id == RegisterAnswer.credential_id
    asked = select(func.count(RegisterAnswer.id)).join(Credential, beside).where(*OPEN)
    return db.session.scalar(asked) or 0


def entry_of_settlement(answer: RegisterAnswer) -> Verification | None:
    """What the settlement wrote into the log, if it wrote anything: it has the same moment."""
    newest = entries_about(answer.credential_id).where(Verification.at == answer.settled_at)
    return db.session.scalars(newest.order_by(Verification.id.desc()).limit(1)).one_or_none()


def is_settled_by(answer: RegisterAnswer, made: Verification | None, by: Actor) -> bool:
    """Whether she settled it; ``made`` is what that wrote into the log, if anything.

    Names change, and those of tokens are anybody's to choose: the log has the account besides.
    """
    if made is None:
        return answer.settled_by == by.name
    return (made.user_id, made.by) == (by.user_id, by.name)
