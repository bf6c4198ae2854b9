"""What is asked about jobs; ages are seconds on the database's clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, literal, select

from agency.column_types import UTCDateTime
from agency.errors import NotFound
from agency.extensions import db
from agency.jobs.claims import MOST_ATTEMPTS, expired
from agency.jobs.database_clock import now
from agency.jobs.models import STATES, TICK, Heartbeat, Job
from agency.paging import Page, Position, SortKey, beyond, cut


def moment_now() -> datetime:
    """The time on the database's clock."""
    moment: datetime = db.session.scalars(select(db.type_coerce(now(), UTCDateTime()))).one()
    return moment


@dataclass(frozen=True, slots=True)
class LedgerSigns:
    """How the ledger stands at a moment: how many jobs there are in each state, when work was last
    handed out, and which job has waited longest to be begun, since when.
    """

    now: datetime
    counts: dict[str, int]
    beat_at: datetime | None
    oldest_id: int | None
    oldest_due_at: datetime | None

    @property
    def heartbeat_age(self) -> timedelta | None:
        return None if self.beat_at is None else self.now - self.beat_at

    @property
    def waited(self) -> timedelta | None:
        """For how long the oldest job has been due; None if none is."""
        return None if self.oldest_due_at is None else self.now - self.oldest_due_at


def ledger_signs() -> LedgerSigns:
    """All of it in one query."""
    due = select(Job.id).where(Job.state == "pending", Job.due_at <= now())
    oldest = due.order_by(Job.due_at, Job.id).limit(1).scalar_subquery()
    due_at = select(Job.due_at).where(Job.id == oldest).scalar_subquery()
    beat = select(Heartbeat.beat_at).where(Heartbeat.name == TICK).scalar_subquery()
    numbers = (func.coalesce(func.sum(case((Job.state == one, 1), else_=0)), 0) for one in STATES)
    moment: Any = db.type_coerce(now(), UTCDateTime())
    at, beat_at, oldest_id, oldest_due_at, *counts = db.session.execute(
        select(moment, beat, oldest, due_at, *numbers)
    ).one()
    states = dict(zip(STATES, map(int, counts), strict=True))
    return LedgerSigns(at, states, beat_at, oldest_id, oldest_due_at)


def page_of_jobs(state: str | None, limit: int, after: Position | None = None) -> Page[Job]:
    """Jobs of one state, or all, the newest first."""
    keys = [SortKey(Job.id, descending=True)]
    wanted = [Job.state == state] if state else []
    found = db.session.scalars(
        select(Job).where(*wanted, beyond(keys, after)).order_by(Job.id.desc()).limit(limit + 1)
    ).all()
    return cut([(job, [job.id]) for job in found], limit)


def heartbeat_age() -> timedelta | None:
    """How long ago the last tick was; None if there never was one."""
    return _age(db.session.scalar(select(Heartbeat.beat_at).where(Heartbeat.name == TICK)))


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
