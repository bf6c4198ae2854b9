"""What came of some credentials: log, evidence, answers and alarms, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, insert, select, update

from agency.audit.actions import Deed
from agency.audit.actors import Actor
from agency.audit.chain import storable
from agency.bulk_lookup import among
from agency.credentials.actions.credentials import supersede, superseded
from agency.credentials.described import whole_credentials
from agency.credentials.models import Credential
from agency.extensions import db
from agency.upserting import upsert
from agency.verification.models import REGISTER, Verification
from agency.verification.register_models import RegisterAlarm, RegisterAnswer
from agency.verification.registers.judging import AGREES, Ours
from agency.verification.registers.records import Record, as_json
from agency.verification.registers.sentences import alarm_text, differences_text
from agency.verification.registers.steps import AT_SOURCE, Step

AGREES_AGAIN = "the register agrees again"
ALARM = "register contradicts"
MOST_NAME = 60


@dataclass(frozen=True)
class Against:
    """What is held against: the load, its file and day, who loads, and records by our ids.

    ``numbers`` are those by which the records were found.
    """

    load_id: int
    source: str
    file_name: str
    day: date
    by: Actor
    numbers: Mapping[int, str]
    records: Mapping[int, Sequence[Record]]


def write_outcomes(
    against: Against, ours: Sequence[Ours], steps: Mapping[int, Step], at: datetime
) -> list[Deed]:
    """Write the log, then the evidence, then answers and alarms; what the trail says of it."""
    logged = [_entry(against, one, steps[one.id], at) for one in ours if steps[one.id].result]
    if logged:
        db.session.execute(insert(Verification), logged)
    deeds = _write_evidence(ours, steps, at)
    _write_answers(against, steps, at)
    _close_alarms(against, steps, at)
    return [*deeds, *_raise_alarms(against, ours, steps, at)]


def _entry(against: Against, one: Ours, step: Step, at: datetime) -> dict[str, Any]:
    record, moved = step.judged.record, step.evidence != one.evidence
    said = as_json(record) if record else None
    agrees = step.judged.outcome == AGREES
    remark = "" if agrees else differences_text(step.judged.differences, said, one.expires_on)
    return {
        "credential_id": one.id,
        "at": at,
        "by": storable(against.by.name),
        "user_id": against.by.user_id,
        "source": REGISTER,
        "result": step.result,
        "reason": "",
        "remark": remark,
        "evidence_before": one.evidence,
        "evidence_after": step.evidence,
        "before": {"evidence": one.evidence} if moved else {},
        "after": {"evidence": step.evidence} if moved else {},
        "checked_on": against.day,
        "confirmation": confirmation(against.file_name, record.line if record else None),
    }


def confirmation(file_name: str, line: int | None) -> str:
    """Where in which file it stands, short enough for the log."""
    name = storable(file_name)[-MOST_NAME:]
    return f"{name}, line {line}" if line else name


def _write_evidence(ours: Sequence[Ours], steps: Mapping[int, Step], at: datetime) -> list[Deed]:
    """Of each that is known better or worse now; a newer one may make an older needless."""
    moved = [one for one in ours if steps[one.id].evidence != one.evidence]
    for level in sorted({steps[one.id].evidence for one in moved}):
        ids = [one.id for one in moved if steps[one.id].evidence == level]
        changed = update(Credential).where(among(Credential.id, ids))
        changed = changed.values(evidence=level, changed_at=at)
        db.session.execute(changed, execution_options={"synchronize_session": False})
    raised = [one for one in moved if steps[one.id].evidence == AT_SOURCE]
    return [deed for row in _with_others(raised) for deed in superseded(supersede(row, at), row)]


def _with_others(ours: Sequence[Ours]) -> Sequence[Credential]:
    """Those of ours whose holder has another of the same type that counts."""
    if not ours:
        return ()
    other = Credential.__table__.alias("other")
    beside = (
        select(other.c.id)
        .where(
            other.c.candidate_id == Credential.candidate_id,
            other.c.code == Credential.code,
            other.c.id != Credential.id,
            other.c.status == "active",
        )
        .exists()
    )
    found = whole_credentials().where(among(Credential.id, [one.id for one in ours]), beside)
    fresh = found.order_by(Credential.id).execution_options(populate_existing=True)
    return db.session.scalars(fresh).all()


def _write_answers(against: Against, steps: Mapping[int, Step], at: datetime) -> None:
    """What the register says now; what was settled stays so where neither side has changed."""
    rows = [_answer(against, id, step, at) for id, step in steps.items()]
    if not rows:
        return
    first = upsert(RegisterAnswer)
    stays = RegisterAnswer.content == first.excluded.content
    kept = ("changed_at", "settled_as", "settled_at", "settled_by", "reason")
    new = {name: first.excluded[name] for name in rows[0] if name not in kept}
    # Whatever is written below is taken from the row as it was.
    new |= {
        name: case((stays, getattr(RegisterAnswer, name)), else_=first.excluded[name])
        for name in kept
    }
    written = first.on_conflict_do_update(
        index_elements=[RegisterAnswer.credential_id, RegisterAnswer.source], set_=new
    )
    db.session.execute(written, rows)


def _answer(against: Against, id: int, step: Step, at: datetime) -> dict[str, Any]:
    record = step.judged.record
    return {
        "credential_id": id,
        "source": against.source,
        "load_id": against.load_id,
        "outcome": step.judged.outcome,
        "differences": list(step.judged.differences),
        "said": as_json(record) if record else None,
        "line": record.line if record else None,
        "content": step.judged.content,
        "checked_on": against.day,
        "changed_at": at,
        "settled_as": None,
        "settled_at": None,
        "settled_by": None,
        "reason": "",
    }


def _close_alarms(against: Against, steps: Mapping[int, Step], at: datetime) -> None:
    """What a register takes back of what it took back; an action stays for somebody to look at."""
    agreeing = [
        id
        for id, step in steps.items()
        if step.judged.outcome == AGREES and not step.judged.action_taken and step.changed
    ]
    if not agreeing:
        return
    open_ones = among(RegisterAlarm.credential_id, agreeing) & RegisterAlarm.closed_at.is_(None)
    closed = update(RegisterAlarm).where(open_ones)
    closed = closed.values(closed_at=at, closed_by=against.by.name, remark=AGREES_AGAIN)
    db.session.execute(closed, execution_options={"synchronize_session": False})


def _raise_alarms(
    against: Against, ours: Sequence[Ours], steps: Mapping[int, Step], at: datetime
) -> list[Deed]:
    alarmed = [one for one in ours if steps[one.id].alarm]
    if not alarmed:
        return []
    rows = [_alarm(against, one, steps[one.id], at) for one in alarmed]
    first = upsert(RegisterAlarm).values(rows)
    db.session.execute(first.on_conflict_do_nothing())
    return [_deed(one, steps[one.id], row) for one, row in zip(alarmed, rows, strict=True)]


def _alarm(against: Against, one: Ours, step: Step, at: datetime) -> dict[str, Any]:
    record = step.judged.record
    return {
        "credential_id": one.id,
        "load_id": against.load_id,
        "reasons": list(step.alarm),
        "before": {"evidence": one.evidence, "expires_on": storable(one.expires_on)},
        "after": as_json(record) if record else None,
        "raised_at": at,
        "remark": "",
    }


def _deed(one: Ours, step: Step, row: dict[str, Any]) -> Deed:
    moved = step.evidence != one.evidence
    before, after = {"evidence": one.evidence}, {"evidence": step.evidence}
    told = (before, after) if moved else (None, None)
    says = alarm_text(step.alarm, row["before"], row["after"])
    return Deed(ALARM, f"credential:{one.id}", told[0], told[1], says)
