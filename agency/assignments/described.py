"""Facilities and assignments going out, in the shapes in which they came in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from agency.assignments.models import Assignment, Facility
from agency.assignments.schemas import AssignmentInput, FacilityInput
from agency.fields.described import described

ASSIGNMENT, FACILITY = AssignmentInput(), FacilityInput()


def whole_facilities() -> Select[Facility]:
    """Facilities with all that their description tells; to be filtered and sorted as needed."""
    return select(Facility).options(selectinload(Facility.do_not_return))


def facility_values(row: Facility) -> dict[str, Any]:
    """What the row says, by the columns of facilities.csv; whom it does not want back, sorted."""
    unwanted = tuple(sorted(one.candidate_ref for one in row.do_not_return))
    names = FACILITY.fields.keys() - {"do_not_return"}
    return {name: getattr(row, name) for name in names} | {"do_not_return": unwanted}


def described_facility(row: Facility) -> dict[str, Any]:
    """A facility as plain JSON: its id, the columns of facilities.csv, and ``changed_at``."""
    said = described(FACILITY, facility_values(row))
    return {"id": row.id} | said | {"changed_at": row.changed_at.isoformat()}


def whole_assignments() -> Select[Assignment]:
    """Assignments with all that their description tells; to be filtered and sorted as needed."""
    return select(Assignment).options(joinedload(Assignment.facility))


def assignment_values(row: Assignment) -> dict[str, Any]:
    """What the row says, by the columns of assignments.csv; the facility by its name."""
    names = ASSIGNMENT.fields.keys() - {"facility"}
    facility = row.facility.name if row.facility else None
    return {name: getattr(row, name) for name in names} | {"facility": facility}


def described_assignment(row: Assignment) -> dict[str, Any]:
    """An assignment as plain JSON, by the columns of assignments.csv and ``changed_at``."""
    said = described(ASSIGNMENT, assignment_values(row))
    return said | {"changed_at": row.changed_at.isoformat()}
