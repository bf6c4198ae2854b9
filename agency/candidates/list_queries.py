"""Candidates as a list: filtered, in an order, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, and_, func, literal, or_, select, true, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY

from agency.candidates.models import Absence, Candidate
from agency.candidates.search import of_state
from agency.candidates.standing import ITS_OWN
from agency.column_types import has_word
from agency.extensions import db
from agency.paging import Page, Position, SortKey, beyond, cut
from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.rules.spelling import folded

Conditions = Mapping[str, ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class CandidateFilters:
    """What a list is kept to; None keeps everything.

    ``state`` is where she lives or is willing to work, ``available_by`` a day on which she is
    free to work by what she said. ``also`` are conditions of others on the rows of candidates, by
    name, such as `agency.credentials.holdings.holding`.
    """

    status: str | None = None
    state: str | None = None
    available_by: date | None = None
    skill: str | None = None
    role: str | None = None
    shift: str | None = None
    also: Conditions = field(default_factory=dict)

    def conditions(self) -> Conditions:
        """Those that were asked for, by name."""
        asked = {name: getattr(self, name) for name in CONDITIONS}
        own = {name: CONDITIONS[name](value) for name, value in asked.items() if value is not None}
        return {**own, **self.also}


def _available_by(day: date) -> ColumnElement[bool]:
    away = select(Absence.id).where(
        Absence.candidate_id == Candidate.id, Absence.first_day <= day, Absence.last_day >= day
    )
    from_then = or_(Candidate.available_from.is_(None), Candidate.available_from <= day)
    return from_then & ~away.exists()


def _of_role(role: str) -> ColumnElement[bool]:
    """Who names no role is a medical assistant."""
    own = has_word(Candidate.roles, role)
    return or_(own, _has_no_words(Candidate.roles)) if role == MEDICAL_ASSISTANT else own


def _of_shift(shift: str) -> ColumnElement[bool]:
    """Who names no shift works any."""
    return or_(has_word(Candidate.shifts, shift), _has_no_words(Candidate.shifts))


def _has_no_words(column: Any) -> ColumnElement[bool]:
    if db.engine.dialect.name == "postgresql":
        return func.cardinality(type_coerce(column, ARRAY(Text()))) == 0
    return type_coerce(column, Text()) == ""


def _skilled(skill: str) -> ColumnElement[bool]:
    """Whoever names it, in whatever spelling."""
    listed: ColumnElement[Any] = type_coerce(Candidate.skills, Text())
    if db.engine.dialect.name == "postgresql":
        listed = func.array_to_string(type_coerce(Candidate.skills, ARRAY(Text())), ";")
    spelled = func.replace(func.replace(func.lower(listed), " ", "_"), "-", "_")
    return (literal(";") + spelled + literal(";")).contains(f";{folded(skill)};", autoescape=True)


CONDITIONS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "status": lambda status: Candidate.status == status,
    "state": of_state,
    "available_by": _available_by,
    "skill": _skilled,
    "role": _of_role,
    "shift": _of_shift,
}


@dataclass(frozen=True, slots=True)
class Sort:
    """The expressions a list is sorted by; ``read`` makes the first value of plain JSON."""

    columns: tuple[Any, ...]
    read: Callable[[Any], Any] = lambda value: value

    def keys(self, *, descending: bool) -> tuple[SortKey, ...]:
        return tuple(SortKey(column, descending) for column in (*self.columns, Candidate.id))


BY_NAME = func.lower(Candidate.last_name), func.lower(Candidate.first_name)
SORTS: Mapping[str, Sort] = {
    "name": Sort(BY_NAME),
    "ref": Sort((Candidate.ref,)),
    "available_from": Sort(
        (func.coalesce(Candidate.available_from, date.min),), date.fromisoformat
    ),
    "changed_at": Sort((Candidate.changed_at,), datetime.fromisoformat),
}


def page_of_candidates(
    filters: CandidateFilters, sort: str, after: Position | None, limit: int
) -> Page[Candidate]:
    """Up to ``limit`` candidates beyond a position, in one query.

    ``sort`` is one of SORTS, with a minus before it for the reverse order. Raises BadCursor.
    """
    order, descending = SORTS[sort.removeprefix("-")], sort.startswith("-")
    keys = order.keys(descending=descending)
    position = after and [order.read(after[0]), *after[1:]]
    statement = (
        select(Candidate, *(key.column for key in keys))
        .where(ITS_OWN, *filters.conditions().values(), beyond(keys, position))
        .order_by(*(key.order for key in keys))
        .limit(limit + 1)
    )
    rows = db.session.execute(statement).all()
    return cut([(row[0], _plain(row[1:])) for row in rows], limit)


def _plain(position: Any) -> Position:
    """The values of sort keys as JSON has them."""
    return [value.isoformat() if isinstance(value, date) else value for value in position]


class Numbers(NamedTuple):
    """How many there are in a whole list, and how many there would be whatever their status."""

    listed: int
    of_any_status: int


def numbers_of_candidates(filters: CandidateFilters) -> Numbers:
    """One query, with or without a status among the filters."""
    others = replace(filters, status=None).conditions().values()
    counted = (
        select(Candidate.status, func.count()).where(ITS_OWN, *others).group_by(Candidate.status)
    )
    numbers: dict[str, int] = dict(db.session.execute(counted).all())
    everybody = sum(numbers.values())
    return Numbers(numbers.get(filters.status, 0) if filters.status else everybody, everybody)


def numbers_without(filters: CandidateFilters) -> dict[str, int]:
    """For each filter that was asked for, how many there would be without it; one query."""
    conditions = filters.conditions()
    if not conditions:
        return {}
    counts = [_number(_all_but(name, conditions)).label(name) for name in conditions]
    row = db.session.execute(select(*counts)).one()
    return {name: row._mapping[name] for name in conditions}


def _number(wanted: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(Candidate).where(ITS_OWN, wanted).scalar_subquery()


def _all_but(name: str, conditions: Conditions) -> ColumnElement[bool]:
    return and_(true(), *(one for other, one in conditions.items() if other != name))
