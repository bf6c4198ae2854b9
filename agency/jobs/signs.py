"""Signs that somebody is at work; moments are on the database's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from agency.extensions import db
from agency.jobs.database_clock import now
from agency.jobs.models import Job
from agency.settings import settings


def held_jobs() -> Sequence[Job]:
    """The jobs that somebody is doing, the oldest first."""
    held = (Job.state == "running") & Job.worker.is_not(None) & (Job.lease_until >= now())
    return db.session.scalars(select(Job).where(held).order_by(Job.id)).all()


def last_sign(subject: str) -> datetime | None:
    """When somebody last ended, or held on to, a job of ``subject``; None if nobody ever did.

    Who holds a job renews its lease now and then, so this may be a part of a lease ago.
    """
    renewed = func.max(Job.lease_until).filter(Job.worker.is_not(None))
    lease_until, finished_at = db.session.execute(
        select(renewed, func.max(Job.finished_at)).where(Job.subject == subject)
    ).one()
    lease = timedelta(seconds=settings().lease_seconds)
    signs = (lease_until and lease_until - lease, finished_at)
    return max((sign for sign in signs if sign), default=None)


def unfinished(subject: str) -> bool:
    """Whether a job of ``subject`` is yet to be done."""
    left = Job.state.in_(("pending", "running"))
    return (
        db.session.scalar(select(Job.id).where(Job.subject == subject, left).limit(1)) is not None
    )
