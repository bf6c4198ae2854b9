"""Assignments as a list: filtered, in an order, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, func, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import contains_eager

from agency.assignments.models import PRIORITIES, Assignment, Facility
from agency.column_types import has_word
from agency.extensions import db
from agency.paging import Page, Position, SortKey, beyond, cut
from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.rules.rulebook import load_rulebook

Conditions = Mapping[str, ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class AssignmentFilters:
    """What a list is kept to; None keeps everything.

    ``task`` is one that it names, ``certification`` the code of one it accepts, by name or because
    it leaves open which; ``text`` is part of a reference or of the name of a facility.
    """

    status: str | None = None
    state: str | None = None
    facility: str | None = None
    role: str | None = None
    task: str | None = None
    certification: str | None = None
    priority: str | None = None
    starts_from: date | None = None
    starts_until: date | None = None
    text: str | None = None

    def conditions(self) -> Conditions:
        """Those that were asked for, by name, on assignments joined with their facilities."""
        return {
            name: condition(value)
            for name, condition in CONDITIONS.items()
            if (value := getattr(self, name)) is not None
        }


@dataclass(frozen=True, slots=True)
class Sort:
    """The column a list is sorted by, ties by row id; ``read`` makes its value of plain JSON."""

    column: Any
    read: Callable[[Any], Any] = lambda value: value

    def keys(self, *, descending: bool) -> tuple[SortKey, SortKey]:
        return SortKey(self.column, descending), SortKey(Assignment.id, descending)

    def after(self, position: Position | None, *, descending: bool) -> ColumnElement[bool]:
        """The rows beyond a position; raises BadCursor for one of another list."""
        read = position and [self.read(position[0]), *position[1:]]
        return beyond(self.keys(descending=descending), read)


def _accepts(code: str) -> ColumnElement[bool]:
    """Whether an assignment accepts a certification, by name or as one of those of its role."""
    accepted = load_rulebook().catalogue.default_accepted
    roles = [role for role, codes in accepted.items() if code in codes]
    column = Assignment.accepted_certifications
    unsaid = _has_no_words(column) & func.coalesce(Assignment.role, MEDICAL_ASSISTANT).in_(roles)
    return or_(has_word(column, code), unsaid)


def _has_no_words(column: Any) -> ColumnElement[bool]:
    if db.engine.dialect.name == "postgresql":
        return func.cardinality(type_coerce(column, ARRAY(Text()))) == 0
    return type_coerce(column, Text()) == ""


def _in_state(state: str) -> ColumnElement[bool]:
    """What counts is the assignment's own state or, where that is blank, its facility's."""
    own = func.coalesce(Assignment.state, Facility.state)
    return own == state


def _named(text: str) -> ColumnElement[bool]:
    return or_(
        Assignment.ref.icontains(text, autoescape=True),
        Facility.name.icontains(text, autoescape=True),
    )


CONDITIONS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "text": _named,
    "status": lambda status: Assignment.status == status,
    "state": _in_state,
    "facility": lambda name: Facility.name == name,
    "role": lambda role: func.coalesce(Assignment.role, MEDICAL_ASSISTANT) == role,
    "task": lambda task: has_word(Assignment.tasks, task),
    "certification": _accepts,
    "priority": lambda priority: Assignment.priority == priority,
    "starts_from": lambda day: Assignment.starts_on >= day,
    "starts_until": lambda day: Assignment.starts_on <= day,
}
SORTS: Mapping[str, Sort] = {
    "starts_on": Sort(Assignment.starts_on, date.fromisoformat),
    "ref": Sort(Assignment.ref),
    "facility": Sort(func.coalesce(Facility.name, "")),
    "priority": Sort(
        case({name: rank for rank, name in enumerate(PRIORITIES)}, value=Assignment.priority)
    ),
}


def listed(*columns: Any) -> Select[Any]:
    """A statement about assignments, each with its facility, which is loaded with it, if any."""
    return (
        select(Assignment, *columns)
        .outerjoin(Assignment.facility)
        .options(contains_eager(Assignment.facility))
    )


def page_of_assignments(
    filters: AssignmentFilters, sort: str, after: Position | None, limit: int
) -> Page[Assignment]:
    """Up to ``limit`` assignments beyond a position, in one query; ``facility`` is loaded.

    ``sort`` is one of SORTS, with a minus before it for the reverse order. Raises BadCursor.
    """
    order, descending = SORTS[sort.removeprefix("-")], sort.startswith("-")
    keys = order.keys(descending=descending)
    statement = (
        listed(*(key.column for key in keys))
        .where(*filters.conditions().values(), order.after(after, descending=descending))
        .order_by(*(key.order for key in keys))
        .limit(limit + 1)
    )
    rows = db.session.execute(statement).all()
    return cut([(row[0], plain(row[1:])) for row in rows], limit)


def plain(position: Any) -> Position:
    """The values of sort keys as JSON has them."""
    return [value.isoformat() if isinstance(value, date) else value for value in position]
