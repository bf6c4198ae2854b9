"""Who is on hold, found to be on an exclusion list by a specialist, and who may be on one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.screening.models import OPEN, SAME, Finding, FindingDecision, ListRecord
from agency.screening.sources import SOURCES

ON_HOLD = "on_hold"
"""Her status for whoever asks whether she may be put forward, in place of active; and by which
name a row tells whether she is."""
MARKED = "marked"
"""By which name a row tells whether she has a mark."""
# The decision by which she is held.
DECIDED = aliased(FindingDecision)


def is_held() -> ColumnElement[bool]:
    """Whether a candidate of a statement is on hold, by her own file or one that is a part of it.

    Of these there are few, so they are looked up once and not for each candidate.
    """
    part = aliased(Candidate)
    found = select(Finding.candidate_id).where(Finding.state == SAME)
    into = select(part.merged_into).where(part.id.in_(found), part.merged_into.is_not(None))
    return or_(Candidate.id.in_(found), Candidate.ref.in_(into))


def has_mark() -> ColumnElement[bool]:
    """Whether there is a mark of a candidate of a statement, for who then asks for it."""
    unsettled = select(Finding.id).where(
        Finding.candidate_id == Candidate.id, Finding.state == OPEN
    )
    return or_(is_held(), unsettled.exists())


def is_on_hold(candidate_id: int) -> bool:
    """Whether one candidate is, by her row id; one query."""
    held = select(Candidate.id).where(Candidate.id == candidate_id, is_held())
    return db.session.scalar(held) is not None


def status_for_matching(row: Mapping[str, Any]) -> str:
    """Her status as the match and the gate see it; ``row`` tells by ON_HOLD whether she is held."""
    return ON_HOLD if row[ON_HOLD] and row["status"] == "active" else str(row["status"])


@dataclass(frozen=True, slots=True)
class Mark:
    """That a candidate is on an exclusion list, or that nobody has settled yet whether she is.

    She is ``held`` where a specialist found her to be on it, ``since`` then and ``by`` whom; else
    ``since`` is when they were found alike. ``record`` is the name on the list, which is about
    somebody else perhaps, and ``standing`` whether it is still there.
    """

    ref: str
    name: str
    held: bool
    finding: int
    source: str
    record: str
    standing: bool
    since: datetime
    by: str | None

    @property
    def list(self) -> str:
        """What people call the list."""
        return SOURCES[self.source].layout.short


def marks_of(refs: Collection[str]) -> dict[str, Mark]:
    """The gravest mark of each of these candidates who has one, by her reference; one query, and
    none of nobody."""
    if not refs:
        return {}
    return {one.ref: one for one in reversed(_marks(among(_whose(), refs)))}


def mark_of(ref: str) -> Mark | None:
    """That of one candidate; one query."""
    return marks_of([ref]).get(ref)


def holds(limit: int | None = None) -> Sequence[Mark]:
    """All who are on hold, or so many, by finding: whoever was held last first; one query."""
    since = func.coalesce(DECIDED.at, Finding.found_at)
    held = _with_decision().where(Finding.state == SAME)
    rows = db.session.execute(held.order_by(since.desc(), Finding.id.desc()).limit(limit))
    return [_mark(*row) for row in rows]


def number_on_hold() -> int:
    """How many findings hold somebody; one query."""
    held = select(func.count(Finding.id)).where(Finding.state == SAME)
    return db.session.scalars(held).one()


def _whose() -> ColumnElement[str]:
    """The reference of whose file a finding counts for: that which hers has become a part of."""
    return func.coalesce(Candidate.merged_into, Candidate.ref)


def _marks(wanted: ColumnElement[bool]) -> list[Mark]:
    """The gravest first: those who are held, then the most alike."""
    open_ones = and_(Finding.state == OPEN, Candidate.merged_into.is_(None))
    found = _with_decision().where(wanted, or_(Finding.state == SAME, open_ones))
    order = (Finding.state == SAME).desc(), Finding.points.desc(), Finding.id
    return [_mark(*row) for row in db.session.execute(found.order_by(*order))]


def _with_decision() -> Select[Any]:
    """Findings with whose they are, their record, and the decision by which she is held."""
    undoes = aliased(FindingDecision)
    stands = ~select(undoes.id).where(undoes.undoes_id == FindingDecision.id).exists()
    last = (
        select(func.max(FindingDecision.id))
        .where(FindingDecision.finding_id == Finding.id, FindingDecision.decision == SAME, stands)
        .correlate(Finding)
        .scalar_subquery()
    )
    name = func.trim(Candidate.first_name + " " + Candidate.last_name)
    record = func.trim(ListRecord.first_name + " " + ListRecord.last_name)
    return (
        select(Finding, _whose(), name, ListRecord.source, record, ListRecord.removed_in, DECIDED)
        .join(Candidate, Candidate.id == Finding.candidate_id)
        .join(ListRecord, ListRecord.id == Finding.record_id)
        .outerjoin(DECIDED, and_(Finding.state == SAME, DECIDED.id == last))
    )


def _mark(
    row: Finding,
    ref: str,
    name: str,
    source: str,
    record: str,
    removed_in: int | None,
    decided: FindingDecision | None,
) -> Mark:
    return Mark(
        ref=ref,
        name=name,
        held=row.state == SAME,
        finding=row.id,
        source=source,
        record=record,
        standing=removed_in is None,
        since=decided.at if decided else row.found_at,
        by=decided.by if decided else None,
    )
