"""What is asked about whom a place hangs on, and who would come instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.allocation_queries import name_of
from agency.matching.value_models import Fallback, LoneOpening
from agency.paging import Page, Position, SortKey, beyond, cut

OTHER = aliased(Candidate)
HERS = aliased(Fallback)
PLACES_OF_HERS = (
    select(func.count())
    .where(HERS.run_id == Fallback.run_id, HERS.candidate_id == Fallback.candidate_id)
    .correlate(Fallback)
    .scalar_subquery()
)
LOST = Fallback.others, Fallback.score, Fallback.fewer, Fallback.costs, PLACES_OF_HERS
# Who costs most to lose first, with all her places.
BY_COSTS = SortKey(Fallback.costs, True), SortKey(Candidate.ref), SortKey(Assignment.ref)
BY_START = SortKey(Assignment.starts_on), SortKey(Assignment.ref), SortKey(Candidate.ref)


@dataclass(frozen=True, slots=True)
class FallbackShown:
    """Somebody's place, and who would take it; see `Fallback`.

    ``fewer`` and ``costs`` are of losing her in all ``places`` that she has or is proposed for.
    """

    assignment_ref: str
    facility: str | None
    starts_on: date
    ends_on: date
    candidate_ref: str
    name: str
    kind: str
    others: int
    replacement_ref: str | None
    replacement_name: str | None
    score: int | None
    fewer: int
    costs: int
    places: int


@dataclass(frozen=True, slots=True)
class LoneShown:
    """What hangs on one person, and what would help; see `LoneOpening`."""

    assignment_ref: str
    facility: str | None
    starts_on: date
    ends_on: date
    candidate_ref: str
    name: str
    kind: str
    fix_ref: str | None
    fix_name: str | None
    fix: dict[str, Any] | None


def page_of_fallbacks(
    limit: int, after: Position | None, kind: str | None = None
) -> Page[FallbackShown]:
    """Those who cost most to lose first, of one kind of place or of both."""
    statement = _joined(Fallback, Fallback.replacement_id, LOST).where(beyond(BY_COSTS, after))
    if kind:
        statement = statement.where(Fallback.kind == kind)
    rows = db.session.execute(statement.order_by(*[k.order for k in BY_COSTS]).limit(limit + 1))
    found = [_fallback(row) for row in rows]
    return cut([(one, [one.costs, one.candidate_ref, one.assignment_ref]) for one in found], limit)


def fallbacks_of(assignment_id: int) -> dict[str, FallbackShown]:
    """Who would come instead on one assignment, by the reference of whom."""
    statement = _joined(Fallback, Fallback.replacement_id, LOST)
    rows = db.session.execute(statement.where(Fallback.assignment_id == assignment_id))
    return {one.candidate_ref: one for one in map(_fallback, rows)}


def page_of_lone(limit: int, after: Position | None) -> Page[LoneShown]:
    """What hangs on one person, what begins first first."""
    statement = _joined(LoneOpening, LoneOpening.fix_candidate_id, (LoneOpening.fix,))
    statement = statement.where(beyond(BY_START, _with_day(after)))
    rows = db.session.execute(statement.order_by(*[k.order for k in BY_START]).limit(limit + 1))
    found = [_lone(row) for row in rows]
    return cut(
        [
            (one, [one.starts_on.isoformat(), one.assignment_ref, one.candidate_ref])
            for one in found
        ],
        limit,
    )


def _with_day(after: Position | None) -> Position | None:
    """A position as it was told, its day a day again."""
    return after and [date.fromisoformat(after[0]), *after[1:]]


def number_of_lone() -> int:
    return db.session.scalar(select(func.count()).select_from(LoneOpening)) or 0


def _joined(table: Any, other_id: Any, columns: tuple[Any, ...]) -> Select[Any]:
    """Rows of a table with their work, their person and who else is named."""
    work = Assignment.ref, Facility.name, Assignment.starts_on, Assignment.ends_on
    person = Candidate.ref, Candidate.first_name, Candidate.last_name
    other = OTHER.ref, OTHER.first_name, OTHER.last_name
    return (
        select(*work, *person, table.kind, *other, *columns)
        .join(Assignment, Assignment.id == table.assignment_id)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .join(Candidate, Candidate.id == table.candidate_id)
        .outerjoin(OTHER, OTHER.id == other_id)
    )


def _common(row: Any) -> tuple[str, str | None, date, date, str, str, str]:
    work, site, begins, ends, ref, first, last, kind = row[:8]
    return work, site, begins, ends, ref, name_of(first, last, ref), kind


def _other(row: Any) -> tuple[str | None, str | None]:
    ref, first, last = row[8:11]
    return (None, None) if ref is None else (ref, name_of(first, last, ref))


def _fallback(row: Any) -> FallbackShown:
    others, *lost = row[11:]
    return FallbackShown(*_common(row), others, *_other(row), *lost)


def _lone(row: Any) -> LoneShown:
    other, name = _other(row)
    return LoneShown(*_common(row), other, name, row[11])
