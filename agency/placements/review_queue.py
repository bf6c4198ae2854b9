"""What waits on the review desk: the nearest start first, then what has waited longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    String,
    Subquery,
    case,
    func,
    literal,
    literal_column,
    or_,
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
from agency.verification.models import ReviewHold, Verification
from agency.verification.queries import open_questions

# Written out, not sent: else no database finds the index of those that wait.
TO_CHECK = [literal_column(f"'{level}'", String) for level in ("claimed", "documented")]
TO_REVIEW = (
    Credential.status == literal_column("'active'"),
    Credential.evidence.in_(TO_CHECK),
)
# What was decided on before and has a new document since.
PROVED_ANEW = (Document.state == literal_column("'waiting'")) & or_(
    Credential.status == literal_column("'rejected'"),
    (Credential.status == literal_column("'active'")) & Credential.evidence.not_in(TO_CHECK),
)
# Why something waits.
CLAIM, NEW_VERSION, PROVED_BETTER = "claim", "new_version", "proved_better"
# How many are shown around the one that is looked at; the first are looked at by most.
BEFORE, SHOWN = 6, 14


@dataclass(frozen=True, slots=True)
class Waiting:
    """One credential that waits, at its ``place`` from 1, for whom, and since when.

    ``kind`` is CLAIM for what nobody has decided on, NEW_VERSION for a new document of what counts
    already, PROVED_BETTER for one of what was rejected. ``asked_at`` is when its holder was asked
    something that she has not answered.
    ``work`` is the reference of what she is put forward for or works at that begins first, on
    ``starts_on``. ``holder`` is the name of somebody else who has it before her.
    """

    id: int
    code: str
    kind: str
    candidate_ref: str
    candidate_name: str
    since: datetime
    place: int
    work: str | None
    starts_on: date | None
    holder: str | None
    asked_at: datetime | None


@dataclass(frozen=True)
class Queue:
    """How many wait in all, some of them in their order, and where the one looked at stands."""

    total: int
    items: Sequence[Waiting]
    here: int | None

    @property
    def next(self) -> Waiting | None:
        """The first behind the one looked at, or of all, that nobody else has before her.

        What waits for an answer of hers comes after all that does not.
        """
        behind = [one for one in self.items if self.here is None or one.place > self.here]
        before = [one for one in self.items if self.here is not None and one.place < self.here]
        free = [one for one in (*behind, *before) if one.holder is None]
        return next((one for one in free if one.asked_at is None), free[0] if free else None)

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
    work = (
        _starts(Assignment.ref, day)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(Placement.candidate_id == waiting.c.candidate_id)
        .order_by(Placement.starts_on, Placement.id)
    )
    newest = open_questions(waiting.c.id).with_only_columns(func.max(Verification.at))
    asked = newest.correlate(waiting).scalar_subquery()
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
            asked.label("asked_at"),
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


def _item(row: Any, user_id: int) -> Waiting:
    elses = row.user_id is not None and row.user_id != user_id
    return Waiting(
        id=row.id,
        code=row.code,
        kind=row.kind,
        candidate_ref=row.ref,
        candidate_name=f"{row.first_name} {row.last_name}".strip(),
        since=row.since,
        place=row.place,
        work=row.work,
        starts_on=row.starts_on,
        holder=(row.name or row.email) if elses else None,
        asked_at=row.asked_at,
    )


def _ranked(day: date) -> Subquery:
    """All that wait of active candidates, each with its place and how many there are."""
    all_of_it = _to_review().subquery()
    starts = (
        _starts(func.min(Placement.starts_on).label("starts_on"), day)
        .add_columns(Placement.candidate_id)
        .group_by(Placement.candidate_id)
        .subquery()
    )
    own = all_of_it.c
    active = (Candidate.id == own.candidate_id) & (Candidate.status == "active")
    starts_on = starts.c.starts_on
    place = func.row_number().over(order_by=(starts_on.is_(None), starts_on, own.since, own.id))
    return (
        select(*own, starts_on, place.label("place"), func.count().over().label("total"))
        .join(Candidate, active)
        .outerjoin(starts, starts.c.candidate_id == own.candidate_id)
        .subquery()
    )


def _to_review() -> CompoundSelect[Any]:
    """What nobody has decided on, and what has been proved anew since somebody did."""
    told = Credential.id, Credential.code, Credential.candidate_id
    kind = case((Credential.status == "active", NEW_VERSION), else_=PROVED_BETTER)
    claims = select(*told, Credential.changed_at.label("since"), literal(CLAIM).label("kind"))
    again = (
        select(*told, func.min(Document.uploaded_at).label("since"), kind.label("kind"))
        .join(Document, Document.credential_id == Credential.id)
        .where(PROVED_ANEW)
        .group_by(Credential.id)
    )
    return union_all(claims.where(*TO_REVIEW), again)


def _starts(what: Any, day: date) -> Select[Any]:
    """Of what people are put forward for or work at, and what is not over."""
    ahead = Placement.stage.in_(OPEN_STAGES), Placement.ends_on >= day
    return select(what).select_from(Placement).where(*ahead)
