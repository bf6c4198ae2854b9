"""What waits on the review desk: what has a file to look at first, then all else.

Of each the nearest start comes first, then what has waited longest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from agency.accounts.models import User
from agency.assignments.models import Assignment
from agency.candidates.models import STATUSES, Candidate
from agency.credentials.models import Credential
from agency.documents.models import Document
from agency.extensions import db
from agency.finding.folding import folded
from agency.placements.models import OPEN_STAGES, Placement
from agency.verification.models import CLAIMS, IMPORTED, ReviewHold, Verification
from agency.verification.proofs import WAITING
from agency.verification.queries import open_questions

# Written out, not sent: else no database finds the index of those that wait.
TO_CHECK = [literal_column(f"'{level}'", String) for level in ("claimed", "documented")]
TO_REVIEW = (
    Credential.status == literal_column("'active'"),
    Credential.evidence.in_(TO_CHECK),
)
# What was decided on before, and waits again with a new document.
DECIDED = or_(
    Credential.status == literal_column("'rejected'"),
    (Credential.status == literal_column("'active'")) & Credential.evidence.not_in(TO_CHECK),
)
NOT_ACTIVE = [one for one in STATUSES if one != "active"]
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
    """How many wait in all, some of them in their order, and where the one looked at stands.

    ``with_file`` is how many have a file to look at: theirs are the first places. ``found`` is how
    many are in the part of the queue that was asked for.
    """

    total: int
    with_file: int
    found: int
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


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of the queue: that with a file alone, or whose holder's name or reference has
    ``text``; without either, all.
    """

    with_file: bool = False
    text: str = ""


ALL = Part()


def queue(
    user_id: int, day: date, now: datetime, around: int | None = None, part: Part = ALL
) -> Queue:
    """What waits as ``user_id`` finds it, in one query; ``around`` is the one looked at.

    Where nothing is in a part that was asked for, one more query counts what waits.
    """
    rows = _shown(_near(around, day, part), day, now)
    if not rows and part != ALL:
        counted = number_to_review()
        return Queue(counted.total, counted.with_file, 0, [], None)
    items = [_item(row, user_id) for row in rows]
    here = next((one.place for one in items if one.id == around), None)
    total, with_file, found = _counts(rows)
    return Queue(total, with_file, found, items, here)


def queue_behind(user_id: int, day: date, now: datetime, place: int, limit: int) -> list[Waiting]:
    """So many of those that wait behind a place, 0 for the first, in one query."""
    ranked = _ranked(day)
    behind = select(ranked).where(ranked.c.place > place).order_by(ranked.c.place).limit(limit)
    return [_item(row, user_id) for row in _shown(behind.subquery(), day, now)]


def _shown(near: Subquery, day: date, now: datetime) -> Sequence[Any]:
    """The rows of a few that wait, in their order, with all that is told of each."""
    live = (ReviewHold.credential_id == near.c.id) & (ReviewHold.until > now)
    work = (
        _starts(Assignment.ref, day)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(Placement.candidate_id == near.c.candidate_id)
        .order_by(Placement.starts_on, Placement.id)
    )
    asked = open_questions(near.c.id).with_only_columns(func.max(Verification.at))
    return db.session.execute(
        select(
            near,
            Credential.code,
            _kind().label("kind"),
            Candidate.ref,
            Candidate.first_name,
            Candidate.last_name,
            work.limit(1).correlate(near).scalar_subquery().label("work"),
            ReviewHold.user_id,
            User.name,
            User.email,
            asked.correlate(near).scalar_subquery().label("asked_at"),
        )
        .select_from(near)
        .join(Credential, Credential.id == near.c.id)
        .join(Candidate, Candidate.id == near.c.candidate_id)
        .outerjoin(ReviewHold, live)
        .outerjoin(User, User.id == ReviewHold.user_id)
        .order_by(near.c.place)
    ).all()


def is_free(credential_id: int, user_id: int, now: datetime) -> bool:
    """Whether one waits, and nobody but ``user_id`` has it before her; one query, of that alone."""
    live = (ReviewHold.credential_id == Credential.id) & (ReviewHold.until > now)
    anew = exists().where(Document.credential_id == Credential.id, Document.state == WAITING)
    asked = (
        select(Credential.id)
        .join(Candidate, Candidate.id == Credential.candidate_id)
        .outerjoin(ReviewHold, live)
        .where(
            Credential.id == credential_id,
            Candidate.status == "active",
            or_(and_(*TO_REVIEW), DECIDED & anew),
            or_(ReviewHold.user_id.is_(None), ReviewHold.user_id == user_id),
        )
    )
    return db.session.scalar(asked) is not None


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
    own = _to_review().subquery().c
    others = select(Candidate.id).where(Candidate.status.in_(NOT_ACTIVE))
    proof = exists().where(Document.credential_id == own.id, Document.state == WAITING)
    proved = func.coalesce(func.sum(case((proof, 1), else_=0)), 0)
    counted = select(func.count(), proved).where(own.candidate_id.not_in(others))
    total, with_file = db.session.execute(counted).one()
    return ToReview(total, int(with_file))


def _counts(rows: Sequence[Any]) -> tuple[int, int, int]:
    """How many wait, with a file, and in the part: every row tells it."""
    return (rows[0].total, rows[0].with_file, rows[0].found) if rows else (0, 0, 0)


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


def _kind() -> ColumnElement[str]:
    undecided = (Credential.status == "active") & Credential.evidence.in_(TO_CHECK)
    rejected = Credential.status == "rejected"
    return case((undecided, CLAIM), (rejected, PROVED_BETTER), else_=NEW_VERSION)


def _near(around: int | None, day: date, part: Part) -> Subquery:
    """The few that are shown, each with its place and how many there are; all else is asked of
    them alone.
    """
    ranked = _ranked(day)
    order = func.row_number().over(order_by=ranked.c.place).label("nth")
    numbered = select(*ranked.c, order, func.count().over().label("found"))
    part_of_it = numbered.where(*_in_part(ranked, part)).subquery()
    at = func.max(case((part_of_it.c.id == around, part_of_it.c.nth))).over()
    placed = select(*part_of_it.c, at.label("here")).subquery()
    shown = select(placed).where(placed.c.nth >= func.coalesce(placed.c.here - BEFORE, 1))
    return shown.order_by(placed.c.place).limit(SHOWN).subquery()


def _in_part(ranked: Subquery, part: Part) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if part.with_file:
        wanted.append(ranked.c.place <= ranked.c.with_file)
    if part.text:
        named = [
            Candidate.name_key.contains(folded(part.text), autoescape=True),
            func.lower(Candidate.ref).contains(part.text.lower(), autoescape=True),
        ]
        wanted.append(ranked.c.candidate_id.in_(select(Candidate.id).where(or_(*named))))
    return wanted


def _ranked(day: date) -> Subquery:
    """All that wait of active candidates, in their order."""
    starts = (
        _starts(func.min(Placement.starts_on).label("starts_on"), day)
        .add_columns(Placement.candidate_id)
        .group_by(Placement.candidate_id)
        .subquery()
    )
    own, starts_on = _to_review().subquery().c, starts.c.starts_on
    # Not joined, or PostgreSQL reads all candidates there are: the others are few.
    others = select(Candidate.id).where(Candidate.status.in_(NOT_ACTIVE))
    order = own.bare, starts_on.is_(None), starts_on, own.since, own.id
    place = func.row_number().over(order_by=order).label("place")
    counts = func.count().over().label("total"), func.sum(1 - own.bare).over().label("with_file")
    return (
        select(*own, starts_on, place, *counts)
        .outerjoin(starts, starts.c.candidate_id == own.candidate_id)
        .where(own.candidate_id.not_in(others))
        .subquery()
    )


def _to_review() -> CompoundSelect[Any]:
    """What nobody has decided on, and what has been proved anew since somebody did."""
    told = Credential.id, Credential.candidate_id, _since().label("since")
    waits = Document.state == literal_column(f"'{WAITING}'")
    proved = select(Document.credential_id).where(waits, Document.credential_id.is_not(None))
    # Whether there is no file to look at, as a number that can be added up.
    bare = case((Credential.id.in_(proved), 0), else_=1).label("bare")
    claims = select(*told, bare).where(*TO_REVIEW)
    # Looked up one by one, for the few that are left: joined, all credentials would be read.
    decided = select(Credential.id).where(Credential.id == Document.credential_id, DECIDED)
    again = (
        select(
            *(Document.credential_id, Document.candidate_id, func.min(Document.uploaded_at)),
            literal_column("0", Integer),
        )
        .where(
            waits,
            Document.credential_id.not_in(select(Credential.id).where(*TO_REVIEW)),
            decided.scalar_subquery() > 0,
        )
        .group_by(Document.credential_id, Document.candidate_id)
    )
    return union_all(claims, again)


def _since() -> ColumnElement[datetime]:
    """Since when a claim waits: a decision that was taken back has not made it younger."""
    told, undone = Verification, aliased(Verification)
    taken_back = select(undone.credential_id).where(undone.undoes_id.is_not(None))
    last = select(func.max(told.at)).where(
        told.credential_id == Credential.id, told.result.in_((*CLAIMS, IMPORTED))
    )
    claimed = func.coalesce(last.correlate(Credential).scalar_subquery(), Credential.changed_at)
    return case((Credential.id.in_(taken_back), claimed), else_=Credential.changed_at)


def _starts(what: Any, day: date) -> Select[Any]:
    """Of what people are put forward for or work at, and what is not over."""
    ahead = Placement.stage.in_(OPEN_STAGES), Placement.ends_on >= day
    return select(what).select_from(Placement).where(*ahead)
