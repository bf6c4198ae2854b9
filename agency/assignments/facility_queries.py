"""Facilities as a list and one by one, with what hangs on each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true

from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.paging import Page, Position, SortKey, beyond, cut
from agency.standards.models import RuleEntry

ORDER = (SortKey(Facility.name), SortKey(Facility.id))


@dataclass(frozen=True, slots=True)
class FacilityLine:
    """A facility with how many assignments are open there, people it does not want back, and
    entries of its standards that count.
    """

    facility: Facility
    open_assignments: int
    unwanted: int
    standards: int


def page_of_facilities(text: str | None, after: Position | None, limit: int) -> Page[FacilityLine]:
    """Up to ``limit`` facilities beyond a position by name, those with ``text`` in theirs.

    In one query. Raises BadCursor.
    """
    rows = db.session.execute(
        select(Facility, _open_assignments(), _unwanted(), _standards())
        .where(_named(text), beyond(ORDER, after))
        .order_by(*(key.order for key in ORDER))
        .limit(limit + 1)
    ).all()
    return cut([(FacilityLine(*row), [row[0].name, row[0].id]) for row in rows], limit)


def number_of_facilities(text: str | None) -> int:
    """How many there are, with ``text`` in their names."""
    return db.session.scalar(select(func.count()).select_from(Facility).where(_named(text))) or 0


def names_of(refs: tuple[str, ...]) -> dict[str, str]:
    """The names of candidates by their references; who is not on file is left out."""
    rows = db.session.execute(
        select(Candidate.ref, Candidate.first_name, Candidate.last_name).where(
            among(Candidate.ref, refs)
        )
    )
    return {ref: f"{first} {last}".strip() for ref, first, last in rows}


def _named(text: str | None) -> ColumnElement[bool]:
    return Facility.name.icontains(text, autoescape=True) if text else true()


def _open_assignments() -> ColumnElement[int]:
    counted = select(func.count()).where(
        Assignment.facility_id == Facility.id, Assignment.status == "open"
    )
    return counted.correlate(Facility).scalar_subquery()


def _unwanted() -> ColumnElement[int]:
    counted = select(func.count()).where(DoNotReturn.facility_id == Facility.id)
    return counted.correlate(Facility).scalar_subquery()


def _standards() -> ColumnElement[int]:
    counted = select(func.count()).where(
        RuleEntry.facility == Facility.name, RuleEntry.withdrawn_at.is_(None)
    )
    return counted.correlate(Facility).scalar_subquery()
