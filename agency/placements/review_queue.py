"""What waits on the review desk: the nearest start first, then what has waited longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    case,
    func,
    literal_column,
    select,
    union_all,
)

from agency.accounts.models import User
from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.models import Document
from agency.extensions import db
from agency.placements.models import OPEN_STAGES, Placement
from agency.verification.models import ReviewHold

# Written out, not sent: else no database finds the index of those that wait.
TO_REVIEW = (
    Credential.status == literal_column("'active'"),
    Credential.evidence.in_([literal_column("'claimed'"), literal_column("'documented'")]),
)
WAITING = "waiting"
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
    ranked = _ranked(day)
    at = func.max(case((ranked.c.id == around, ranked.c.place))).over()
    waiting = select(*ranked.c, at.label("here")).subquery()
    live = (ReviewHold.credential_id == waiting.c.id) & (ReviewHold.until > now)
    first = _starts(Assignment.ref, day, waiting.c.candidate_id)
    work = first.join(Assignment, Assignment.id == Placement.assignment_id).order_by(
        Placement.starts_on, Placement.id
    )
    rows = db.session.execute(
        select(
            waiting,
            Candidate.ref,
            Candidate.first_name,
            Candidate.last_name,
            work.limit(1).correlate(waiting).scalar_subquery().label("work"),
            ReviewHold.user_id,
            User.name,
            User.email,
        )
        .join(Candidate, Candidate.id == waiting.c.candidate_id)
        .outerjoin(ReviewHold, live)
        .outerjoin(User, User.id == ReviewHold.user_id)
        .where(waiting.c.place >= func.coalesce(waiting.c.here - BEFORE, 1))
        .order_by(waiting.c.place)
        .limit(SHOWN)
    ).all()
    items = [_item(row, user_id) for row in rows]
    here = next((one.place for one in items if one.id == around), None)
    return Queue(rows[0].total if rows else 0, items, here)


@dataclass(frozen=True, slots=True)
class ToReview:
    """How many credentials wait, and how many of them with a file to look at."""

    total: int
    with_file: int

    @property
    def without_file(self) -> int:
        """Those of which somebody only says that they are held."""
        return self.total - self.with_file


def number_to_review() -> ToReview:
    """What waits on the desk as numbers; one query."""
    proof = select(Document.id).where(
        Document.credential_id == Credential.id, Document.state == WAITING
    )
    waiting = (
        select(case((proof.exists(), 1), else_=0).label("proved"))
        .where(Credential.id.in_(_to_review()), _active())
        .subquery()
    )
    numbers = select(func.count(), func.coalesce(func.sum(waiting.c.proved), 0))
    total, proved = db.session.execute(numbers.select_from(waiting)).one()
    return ToReview(total, int(proved))


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
    starts_on = _starts(func.min(Placement.starts_on), day, Credential.candidate_id)
    waiting = (
        select(
            Credential.id,
            Credential.code,
            Credential.candidate_id,
            Credential.changed_at,
            starts_on.scalar_subquery().label("starts_on"),
        )
        .where(Credential.id.in_(_to_review()), _active())
        .subquery()
    )
    own = waiting.c
    order = own.starts_on.is_(None), own.starts_on, own.changed_at, own.id
    place = func.row_number().over(order_by=order).label("place")
    return select(*own, place, func.count().over().label("total")).subquery()


def _to_review() -> CompoundSelect[int]:
    """What nobody has decided on, and what was rejected and has been proved anew since."""
    proved = (Document.state == WAITING) & (Credential.status == "rejected")
    again = select(Credential.id).join(Document, Document.credential_id == Credential.id)
    return union_all(select(Credential.id).where(*TO_REVIEW), again.where(proved))


def _active() -> ColumnElement[bool]:
    hers = Candidate.id == Credential.candidate_id
    return select(Candidate.id).where(hers, Candidate.status == "active").exists()


def _starts(what: Any, day: date, candidate_id: Any) -> Select[Any]:
    """Of what somebody is put forward for or works at, and what is not over."""
    of_hers = select(what).select_from(Placement)
    return of_hers.where(
        Placement.candidate_id == candidate_id,
        Placement.stage.in_(OPEN_STAGES),
        Placement.ends_on >= day,
    )
