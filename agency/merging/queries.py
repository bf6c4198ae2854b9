"""What is asked about two files that may be one: what a merge would do, and what was merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, column, func, or_, select, table

from agency.accounts.models import User
from agency.candidates.described import whole_candidates
from agency.candidates.models import Candidate
from agency.candidates.standing import not_merged
from agency.column_types import UTCDateTime
from agency.errors import NotFound
from agency.extensions import db
from agency.fields.schema import refused
from agency.joining.models import Invitation
from agency.joining.queries import account_of
from agency.merging.choices import Difference, differences
from agency.merging.models import Merge
from agency.merging.records import TABLES, Joined, joined
from agency.placements.models import BUSY_STAGES, Placement

# By the name of its table: what is kept of requests is built upon this, and not the other way.
DELETIONS = table(
    "deletion_requests",
    column("candidate_id"),
    column("state"),
    column("asked_at", UTCDateTime()),
)


@dataclass(frozen=True)
class Preview:
    """What a merge would do: fields to choose, rows to join, and which account stays.

    ``clash`` says why it cannot be as things are, blank if it can.
    """

    kept: Candidate
    other: Candidate
    differences: Sequence[Difference]
    rows: Sequence[Joined]
    kept_account: User | None
    other_account: User | None
    clash: str


def preview_of(kept_ref: str, other_ref: str) -> Preview:
    """What would become of two files; raises NotFound, MergedAway, and Refused for one alone."""
    if kept_ref == other_ref:
        raise refused("other_ref", other_ref, "another candidate")
    kept, other = candidate_of(kept_ref), candidate_of(other_ref)
    rows = plan(kept.id, other.id)
    return Preview(
        kept=kept,
        other=other,
        differences=differences(kept, other),
        rows=rows,
        kept_account=account_of(kept_ref),
        other_account=account_of(other_ref),
        clash=clash_of(rows, kept.id),
    )


def plan(kept_id: int, other_id: int) -> list[Joined]:
    """What becomes of the rows of every kind; two queries for each."""
    return [joined(table, table.of(kept_id), table.of(other_id)) for table in TABLES]


def clash_of(rows: Sequence[Joined], kept_id: int) -> str:
    """Days on which both are booked on different work: they are two, or a placement is wrong."""
    (work,) = (one for one in rows if one.table.model is Placement)
    leaving = {ours.id for ours, _ in work.swapped}
    ours = [row for row in work.table.of(kept_id) if row.id not in leaving]
    coming = [*work.moved, *(theirs for _, theirs in work.swapped)]
    for one in (row for row in coming if row.stage in BUSY_STAGES):
        for two in (row for row in ours if row.stage in BUSY_STAGES):
            if one.starts_on <= two.ends_on and two.starts_on <= one.ends_on:
                return _clash(one, two)
    return ""


def _clash(one: Placement, two: Placement) -> str:
    first, last = max(one.starts_on, two.starts_on), min(one.ends_on, two.ends_on)
    return f"both are booked from {first} to {last}, by the placements {two.id} and {one.id}"


def candidate_of(ref: str) -> Candidate:
    """A candidate whose file is her own; raises NotFound and MergedAway."""
    row = db.session.scalar(whole_candidates().where(Candidate.ref == ref))
    if row is None:
        raise NotFound("candidate", ref)
    return not_merged(row)


def references_of(ref: str) -> list[str]:
    """A reference, and all whose files have become a part of that one, also by way of others.

    A query for each step from one to the other, most often two.
    """
    found, last = [ref], [ref]
    while last:
        parts = select(Candidate.ref).where(Candidate.merged_into.in_(last))
        last = sorted(db.session.scalars(parts))
        found += last
    return found


def kept_ref_of(ref: str) -> str:
    """The reference of the file that has this one as a part, also by way of others, or itself."""
    while into := db.session.scalar(select(Candidate.merged_into).where(Candidate.ref == ref)):
        ref = into
    return ref


def later_merge(merge: Merge) -> Merge | None:
    """The newest that stands of those made after this one into the same file."""
    later = select(Merge).where(
        Merge.kept_ref == merge.kept_ref, Merge.id > merge.id, Merge.undone_at.is_(None)
    )
    return db.session.scalars(later.order_by(Merge.id.desc()).limit(1)).one_or_none()


def merges_since(moment: datetime) -> Sequence[Merge]:
    """Merges that stand, the newest first."""
    standing = select(Merge).where(Merge.undone_at.is_(None), Merge.made_at >= moment)
    return db.session.scalars(standing.order_by(Merge.id.desc())).all()


@dataclass(frozen=True, slots=True)
class Entrance:
    """How a candidate comes in, what was made a part of her file, and since when she asks that it
    be deleted, if she does."""

    account: User | None
    invitation: Invitation | None
    merges: Sequence[Merge]
    deletion_asked_at: datetime | None = None


def entrance_of(ref: str, since: datetime) -> Entrance:
    """Her account, the last invitation, and the merges since a moment that stand; one query."""
    newest = select(func.max(Invitation.id)).where(Invitation.candidate_ref == ref)
    of_hers = and_(
        or_(Merge.kept_ref == ref, Merge.merged_ref == ref),
        Merge.undone_at.is_(None),
        Merge.made_at >= since,
    )
    asks_now = (DELETIONS.c.candidate_id == Candidate.id) & (DELETIONS.c.state == "open")
    rows = db.session.execute(
        select(User, Invitation, Merge, DELETIONS.c.asked_at)
        .select_from(Candidate)
        .outerjoin(User, User.candidate_ref == Candidate.ref)
        .outerjoin(Invitation, Invitation.id == newest.scalar_subquery())
        .outerjoin(Merge, of_hers)
        .outerjoin(DELETIONS, asks_now)
        .where(Candidate.ref == ref)
        .order_by(Merge.id.desc())
    ).all()
    account, invitation = (rows[0][0], rows[0][1]) if rows else (None, None)
    found: list[Merge | None] = [row[2] for row in rows]
    asked_at = rows[0][3] if rows else None
    return Entrance(account, invitation, [one for one in found if one is not None], asked_at)


def undo_until(merge: Merge, days: int) -> datetime:
    """The last moment at which a merge can be undone."""
    return merge.made_at + timedelta(days=days)


def account_instead_of(account: User) -> User | None:
    """The account that stays where a merge has shut this one, also by way of other merges."""
    ref = account.candidate_ref
    if account.active or ref is None:
        return None
    while into := db.session.scalar(select(Candidate.merged_into).where(Candidate.ref == ref)):
        ref = into
    kept = account_of(ref)
    return kept if kept is not None and kept.active else None
