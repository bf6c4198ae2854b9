"""Assignments: what clients ask for, and what the law and the agency ask of it."""

from __future__ import annotations

from flask import Response, url_for

from agency.access.principal import actor
from agency.api.answers import as_expected, one
from agency.api.blueprint import changes, creates, lists, reads
from agency.api.bodies import Values, body_of, change_of
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.rows import the_row
from agency.api.rulebook import DayQuery
from agency.api.schemas.parts import ref as shape
from agency.api.words import ASSIGNMENTS
from agency.assignments.actions import change_assignment, create_assignment
from agency.assignments.described import (
    assignment_values,
    described_assignment,
    whole_assignments,
)
from agency.assignments.list_queries import AssignmentFilters, listed
from agency.assignments.models import PRIORITIES, STATUSES, Assignment
from agency.assignments.schemas import AssignmentInput
from agency.errors import NotFound
from agency.fields import Choice, SafeText, StateCode
from agency.matching.requirement_schemas import described_requisition
from agency.placements.work import work_of
from agency.rules.requisition import requisition, window_of
from agency.settings import today
from agency.standards.queries import rulebook

ASSIGNMENT = shape("Assignment")
NewAssignment = body_of(AssignmentInput, "NewAssignment")


def _stored(ref: str) -> Values:
    found = whole_assignments().where(Assignment.ref == ref)
    return assignment_values(the_row(found, "assignment", ref))


AssignmentChange = change_of(AssignmentInput, "AssignmentChange", without=("ref",), stored=_stored)


class AssignmentQuery(PageQuery):
    """Of which status and priority, in which state, at which facility."""

    status = Choice(STATUSES, load_default=None)
    priority = Choice(PRIORITIES, load_default=None)
    state = StateCode(load_default=None)
    facility = SafeText(200, load_default=None)


@lists("/assignments", ASSIGNMENT, about=ASSIGNMENTS, query=AssignmentQuery)
def list_assignments(query: Values) -> Response:
    """Assignments by their references; the state is the facility's where it has none itself."""
    asked = {name: query[name] for name in ("status", "priority", "state", "facility")}
    conditions = AssignmentFilters(**asked).conditions().values()
    statement = listed().where(*conditions)
    return page(statement, Assignment.ref, described_assignment, query, "assignments")


@creates("/assignments", ASSIGNMENT, about=ASSIGNMENTS, body=NewAssignment)
def add_assignment(body: Values) -> Response:
    """Open an assignment; what is blank of its place is its facility's."""

    def make(also: Hook) -> Assignment:
        return create_assignment(body, actor(), also=also)

    return created(make, described_assignment, _address)


@reads("/assignments/<ref>", ASSIGNMENT, about=ASSIGNMENTS)
def get_assignment(ref: str) -> Response:
    """One assignment."""
    found = listed().where(Assignment.ref == ref)
    return one(described_assignment(the_row(found, "assignment", ref)))


@changes("/assignments/<ref>", ASSIGNMENT, about=ASSIGNMENTS, body=AssignmentChange)
def patch_assignment(body: Values, ref: str) -> Response:
    """Change an assignment; columns that are not sent stay as they are."""
    row = change_assignment(ref, body, actor(), expects=as_expected(described_assignment))
    return one(described_assignment(row))


@reads("/assignments/<ref>/requirements", shape("Requirements"), about=ASSIGNMENTS, query=DayQuery)
def get_requirements(query: Values, ref: str) -> Response:
    """What an assignment asks, of the work itself and of whoever is put to it, with its sources."""
    day, book = query["on"] or today(), rulebook()
    for work in work_of(Assignment.ref == ref).values():
        window = window_of(work, day)
        return one(described_requisition(work, day, requisition(work, window, book), window, book))
    raise NotFound("assignment", ref)


def _address(row: Assignment) -> str:
    return url_for("api.get_assignment", ref=row.ref)
