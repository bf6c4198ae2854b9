"""Which jobs may be claimed, and what a claim is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from agency.jobs.database_clock import now
from agency.jobs.kinds import kinds_alone
from agency.jobs.models import Job

MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in our hands, for as long as ``fence`` is the number that the ledger has."""

    id: int
    kind: str
    args: Mapping[str, Any]
    fence: int
    attempts: int


def expired() -> ColumnElement[bool]:
    """Running jobs that nobody holds any more."""
    return and_(Job.state == "running", Job.lease_until < now())


def claimable() -> ColumnElement[bool]:
    """Jobs that are due, or whose holder is gone, and that may be tried once more."""
    due = and_(Job.state == "pending", Job.due_at <= now())
    return and_(Job.attempts < MOST_ATTEMPTS, or_(due, expired()), _not_in_the_way())


def _not_in_the_way() -> ColumnElement[bool]:
    """Of a kind that works alone, no other job is running."""
    other = aliased(Job)
    running = exists().where(
        other.kind == Job.kind,
        other.id != Job.id,
        other.state == "running",
        other.worker.is_not(None),
        other.lease_until >= now(),
    )
    return or_(Job.kind.not_in(kinds_alone()), ~running)


def held(claim: Claim) -> ColumnElement[bool]:
    """The job of a claim, if it is still ours."""
    return and_(Job.id == claim.id, Job.fence == claim.fence, Job.state == "running")
