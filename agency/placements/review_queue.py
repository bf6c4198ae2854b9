"""What waits on the review desk: the nearest start first, then what has waited longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Subquery, func, select

from agency.accounts.models import User
from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.placements.models import OPEN_STAGES, Placement
from agency.verification.models import ReviewHold

# How many are shown around the one that is looked at; the first are looked at by most.
BEFORE, SHOWN = 6, 14


@dataclass(frozen=True, slots=True)
class Waiting:
    """One credential that waits, at its ``place`` from 1, for whom, and since when.

    ``work`` is the reference of what she is put forward for or works at that begins first, on
    ``starts_on``. ``holder`` is the name of somebody else who has it before her.
    """

    id: int
    code: str
    candidate_ref: str
    candidate_name: str
    since: datetime
    place: int
    work: str | None
    starts_on: date | None
    holder: str | None


@dataclass(frozen=True)
class Queue:
    """How many wait in all, some of them in their order, and where the one looked at stands."""

    total: int
    items: Sequence[Waiting]
    here: int | None

    @property
    def next(self) -> Waiting | None:
        """The first behind the one looked at, or of all, that nobody else has before her."""
        behind = [one for one in self.items if self.here is None or one.place > self.here]
        before = [one for one in self.items if self.here is not None and one.place < self.here]
        return next((one for one in (*behind, *before) if one.holder is None), None)

    @property
    def previous(self) -> Waiting | None:
        before = [one for one in self.items if self.here is not None and one.place < self.here]
        return before[-1] if before else None


def queue(user_id: int, day: date, now: datetime, around: int | None = None) -> Queue:
    """What waits as ``user_id`` finds it, in one query; ``around`` is the one looked at."""
    waiting = select(*_ranked(day).c).cte("waiting")
    at = select(waiting.c.place).where(waiting.c.id == around).scalar_subquery()
    live = (ReviewHold.credential_id == waiting.c.id) & (ReviewHold.until > now)
    rows = db.session.execute(
        select(
            waiting,
            Candidate.ref,
            Candidate.first_name,
            Candidate.last_name,
            Assignment.ref.label("work"),
            ReviewHold.user_id,
            User.name,
            User.email,
        )
        .join(Candidate, Candidate.id == waiting.c.candidate_id)
        .outerjoin(Assignment, Assignment.id == waiting.c.assignment_id)
        .outerjoin(ReviewHold, live)
        .outerjoin(User, User.id == ReviewHold.user_id)
        .where(waiting.c.place >= func.coalesce(at - BEFORE, 1))
        .order_by(waiting.c.place)
        .limit(SHOWN)
    ).all()
    items = [_item(row, user_id) for row in rows]
    here = next((one.place for one in items if one.id == around), None)
    return Queue(rows[0].total if rows else 0, items, here)


def _item(row: Any, user_id: int) -> Waiting:
    elses = row.user_id is not None and row.user_id != user_id
    return Waiting(
        id=row.id,
        code=row.code,
        candidate_ref=row.ref,
        candidate_name=f"{row.first_name} {row.last_name}".strip(),
        since=row.changed_at,
        place=row.place,
        work=row.work,
        starts_on=row.starts_on,
        holder=(row.name or row.email) if elses else None,
    )


def _ranked(day: date) -> Subquery:
    """All that wait of active candidates, each with its place and how many there are."""
    nearest = _nearest(day)
    order = (nearest.c.starts_on.is_(None), nearest.c.starts_on, *_age())
    return (
        select(
            Credential.id,
            Credential.code,
            Credential.candidate_id,
            Credential.changed_at,
            nearest.c.assignment_id,
            nearest.c.starts_on,
            func.row_number().over(order_by=order).label("place"),
            func.count().over().label("total"),
        )
        .join(Candidate, Candidate.id == Credential.candidate_id)
        .outerjoin(
            nearest, (nearest.c.candidate_id == Credential.candidate_id) & (nearest.c.turn == 1)
        )
        .where(
            Credential.status == "active",
            Credential.evidence.in_(("claimed", "documented")),
            Candidate.status == "active",
        )
        .subquery()
    )


def _age() -> tuple[Any, Any]:
    return Credential.changed_at, Credential.id


def _nearest(day: date) -> Subquery:
    """Of each who is put forward or works, what begins first and is not over; of turn 1."""
    by_start = func.row_number().over(
        partition_by=Placement.candidate_id, order_by=(Placement.starts_on, Placement.id)
    )
    return (
        select(
            Placement.candidate_id,
            Placement.assignment_id,
            Placement.starts_on,
            by_start.label("turn"),
        )
        .where(Placement.stage.in_(OPEN_STAGES), Placement.ends_on >= day)
        .subquery()
    )
