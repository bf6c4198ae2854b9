"""What is asked about jobs; ages are seconds on the database's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, literal, select

from agency.column_types import UTCDateTime
from agency.errors import NotFound
from agency.extensions import db
from agency.jobs.claims import MOST_ATTEMPTS, expired
from agency.jobs.database_clock import now
from agency.jobs.models import STATES, TICK, Heartbeat, Job


def moment_now() -> datetime:
    """The time on the database's clock."""
    moment: datetime = db.session.scalars(select(db.type_coerce(now(), UTCDateTime()))).one()
    return moment


def heartbeat_age() -> timedelta | None:
    """How long ago the last tick was; None if there never was one."""
    return _age(db.session.scalar(select(Heartbeat.beat_at).where(Heartbeat.name == TICK)))


def oldest_due() -> tuple[int, timedelta] | None:
    """The id of the job that has waited longest to be begun, and for how long it has been due."""
    row = db.session.execute(
        select(Job.id, Job.due_at)
        .where(Job.state == "pending", Job.due_at <= now())
        .order_by(Job.due_at, Job.id)
        .limit(1)
    ).one_or_none()
    return (row.id, moment_now() - row.due_at) if row else None


def _age(moment: datetime | None) -> timedelta | None:
    return None if moment is None else moment_now() - moment


def job(job_id: int) -> Job:
    """Raises NotFound."""
    found = db.session.get(Job, job_id, populate_existing=True)
    if found is None:
        raise NotFound("job", str(job_id))
    return found


def jobs(
    *, state: str | None = None, subject: str | None = None, limit: int | None = None
) -> Sequence[Job]:
    """Jobs, the newest first."""
    statement = select(Job).order_by(Job.id.desc()).limit(limit)
    if state:
        statement = statement.where(Job.state == state)
    if subject:
        statement = statement.where(Job.subject == subject)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def jobs_by_state() -> dict[str, int]:
    """How many jobs there are in each state, those of which there are none included."""
    counts = dict.fromkeys(STATES, 0)
    counted = select(Job.state, func.count()).group_by(Job.state)
    for state, count in db.session.execute(counted):
        counts[state] = count
    return counts


def due_ids(subject: str) -> Sequence[int]:
    """The jobs of a subject that wait for somebody, in the order in which they became due."""
    waiting = (Job.state == "pending") | expired()
    return db.session.scalars(
        select(Job.id)
        .where(Job.subject == subject, waiting, Job.attempts < MOST_ATTEMPTS)
        .order_by(Job.due_at, Job.id)
    ).all()


def at_work(subject: str) -> bool:
    """Whether somebody holds, or may be about to take, a job of ``subject``."""
    held = (Job.state == "running") & (Job.lease_until >= now())
    found = select(literal(1)).where(Job.subject == subject, held).limit(1)
    return db.session.scalar(found) is not None
