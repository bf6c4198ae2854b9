"""Lists a page at a time, in the order of one key, with places that nobody else's list takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response
from sqlalchemy import Select

from agency.access.principal import actor
from agency.api.answers import Json, listed
from agency.api.reading import Query
from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.fields import Ref, SafeText, Whole
from agency.paging import SortKey, beyond, cursor, cut, position_of

Load = Callable[[Select[Any], str], list[tuple[Any, Any]]]
LIMIT, MOST = 50, 100
LONGEST_CURSOR = 2_000


def _scalars(statement: Select[Any], key: str) -> list[tuple[Any, Any]]:
    return [(row, getattr(row, key)) for row in db.session.scalars(statement)]


class PageQuery(Query):
    """How much of a list, and from where."""

    limit = Whole(1, MOST, load_default=LIMIT)
    after = SafeText(LONGEST_CURSOR, load_default=None)


class PairQuery(PageQuery):
    """Of which candidate, on which assignment."""

    candidate = Ref(load_default=None)
    assignment = Ref(load_default=None)


def of_pair(statement: Select[Any], model: Any, query: Mapping[str, Any]) -> Select[Any]:
    """Rows that tie a candidate to an assignment: those of the two that `PairQuery` names."""
    if query["candidate"]:
        statement = statement.where(model.candidate.has(Candidate.ref == query["candidate"]))
    if query["assignment"]:
        statement = statement.where(model.assignment.has(Assignment.ref == query["assignment"]))
    return statement


def page(
    statement: Select[Any],
    key: Any,
    described: Callable[[Any], Json],
    query: Mapping[str, Any],
    of: str,
    *,
    descending: bool = False,
    load: Load = _scalars,
) -> Response:
    """The answer with one page of the rows of ``statement``, in the order of a unique ``key``.

    ``query`` is what a `PageQuery` says; with its filters and the name ``of`` of the list it tells
    which cursors belong here. ``load`` makes rows of the statement, each with its value of the
    key. Raises BadCursor for a cursor of any other list.
    """
    sort, place = SortKey(key, descending), whose(of, query)
    found = load(
        statement.where(beyond([sort], position_of(query["after"], place)))
        .order_by(sort.order)
        .limit(query["limit"] + 1),
        key.key,
    )
    rows = cut([(row, [at]) for row, at in found], query["limit"])
    return listed([described(row) for row in rows.items], cursor(rows.next, place))


def whose(of: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """What a cursor belongs to: a list, its filters, and who reads it."""
    filters = {name: value for name, value in query.items() if name not in PageQuery().fields}
    return {"list": of, "reader": actor(), **filters}
