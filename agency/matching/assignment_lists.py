"""Assignments as a list with what a run says of each: how many are eligible, or why nobody is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, null, select, true
from sqlalchemy.orm import defer

from agency.assignments.list_queries import (
    SORTS,
    AssignmentFilters,
    Conditions,
    Sort,
    listed,
    plain,
)
from agency.assignments.models import Assignment
from agency.extensions import db
from agency.matching.models import MatchRun, Shortlist
from agency.matching.serving import newest_in, served
from agency.paging import Page, Position, cut
from agency.placements.models import BUSY_STAGES, Placement

# Openings are taken by those who are on them, and by those who have been.
TAKEN = (*BUSY_STAGES, "completed")
ASKED = cast(Shortlist.to_confirm, String) != "[]"
# The ids of all who are eligible are many, and no list shows them.
WITHOUT_PEOPLE = (
    defer(Shortlist.eligible_people, raiseload=True),
    defer(Shortlist.renewable_people, raiseload=True),
)
MATCHED = Shortlist.outcome == "matched"
NEEDS: Mapping[str, ColumnElement[bool]] = {
    "blocked": Shortlist.outcome == "blocked",
    "to_confirm": MATCHED & ASKED,
    "nobody": MATCHED & (Shortlist.eligible == 0),
    "no_rules": Shortlist.outcome == "no_rules",
}
ORDERS: Mapping[str, Sort] = {
    **SORTS,
    # Whatever has no shortlist stands before the first and after the last.
    "eligible": Sort(case((MATCHED, Shortlist.eligible), else_=-1)),
}


@dataclass(frozen=True, slots=True)
class MatchedFilters:
    """Filters of assignments, and one of NEEDS if only those that need something are wanted."""

    work: AssignmentFilters = field(default_factory=AssignmentFilters)
    needs: str | None = None

    def conditions(self) -> Conditions:
        """Those that were asked for, by name."""
        needs = {"needs": NEEDS[self.needs]} if self.needs else {}
        return {**self.work.conditions(), **needs}


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment of a list; ``taken`` is how many of its openings are.

    ``outcome`` is None where the run says nothing of it, and counts are as of that run.
    """

    assignment: Assignment
    taken: int
    outcome: str | None
    eligible: int
    near_misses: int
    to_confirm: bool

    @property
    def left(self) -> int:
        return max(self.assignment.openings - self.taken, 0)


def taken_openings() -> ColumnElement[int]:
    """How many of an assignment's openings are taken, beside its row."""
    return (
        select(func.count())
        .where(Placement.assignment_id == Assignment.id, Placement.stage.in_(TAKEN))
        .correlate(Assignment)
        .scalar_subquery()
    )


def page_of_matched(
    run: MatchRun | None, filters: MatchedFilters, sort: str, after: Position | None, limit: int
) -> Page[Line]:
    """Up to ``limit`` assignments beyond a position, as ``run`` has them; in one query.

    ``sort`` is one of ORDERS, with a minus before it for the reverse order. Raises BadCursor.
    """
    order, descending = ORDERS[sort.removeprefix("-")], sort.startswith("-")
    keys = order.keys(descending=descending)
    wanted = (*filters.conditions().values(), order.after(after, descending=descending))
    in_order = [key.order for key in keys]
    statement = listed(Shortlist, taken_openings(), *(key.column for key in keys))
    if filters.needs or sort.removeprefix("-") not in SORTS:
        statement = _with_shortlists(statement, run).where(*wanted).limit(limit + 1)
    else:
        statement = _with_their_own(statement, run, _page(wanted, in_order, limit))
    rows = db.session.execute(statement.order_by(*in_order).options(*WITHOUT_PEOPLE)).all()
    return cut([(_line(*row[:3]), plain(row[3:])) for row in rows], limit)


def _page(wanted: Iterable[Any], in_order: Iterable[Any], limit: int) -> Select[int]:
    """The ids of a page, and one beyond it, where nothing that a run says decides."""
    own = select(Assignment.id).outerjoin(Assignment.facility)
    return own.where(*wanted).order_by(*in_order).limit(limit + 1)


def _with_their_own(statement: Select[Any], run: MatchRun | None, ids: Select[int]) -> Select[Any]:
    """A few assignments, each with its shortlist as it counts in ``run``; no other is read."""
    newest = newest_in(run, Shortlist.id, Shortlist)
    return statement.outerjoin(Shortlist, Shortlist.id == newest).where(Assignment.id.in_(ids))


def _line(assignment: Assignment, shortlist: Shortlist | None, taken: int) -> Line:
    said = shortlist if shortlist and shortlist.outcome != "not_open" else None
    return Line(
        assignment=assignment,
        taken=taken,
        outcome=said.outcome if said else None,
        eligible=said.eligible if said else 0,
        near_misses=said.near_misses if said else 0,
        to_confirm=bool(said and said.outcome == "matched" and said.to_confirm),
    )


def _with_shortlists(statement: Select[Any], run: MatchRun | None) -> Select[Any]:
    """Each assignment with its shortlist as it counts in ``run``, if it has one."""
    here = Shortlist.assignment_id == Assignment.id
    counts = Shortlist.id.in_(served(run)) if run else null().is_not(None)
    return statement.outerjoin(Shortlist, here & counts)


def number_of_matched(run: MatchRun | None, filters: MatchedFilters, day: date) -> tuple[int, int]:
    """How many assignments there are with these filters, and how many of them are open still
    although they are over on ``day``; in one query.
    """
    statement = listed().where(*filters.conditions().values())
    if filters.needs:
        statement = _with_shortlists(statement, run)
    over = (Assignment.status == "open") & (Assignment.ends_on < day)
    counts = (func.count(), func.coalesce(func.sum(case((over, 1), else_=0)), 0))
    row = db.session.execute(statement.with_only_columns(*counts, maintain_column_froms=True)).one()
    return int(row[0]), int(row[1])


def numbers_without(
    run: MatchRun | None, filters: MatchedFilters, dropped: Sequence[str]
) -> dict[str | None, int]:
    """How many there would be without each filter in ``dropped``, and with all; in one query."""
    conditions = filters.conditions()
    counts = [
        func.coalesce(func.sum(case((_all(conditions, name), 1), else_=0)), 0)
        for name in (None, *dropped)
    ]
    statement = _with_shortlists(listed(), run) if filters.needs else listed()
    row = db.session.execute(statement.with_only_columns(*counts, maintain_column_froms=True)).one()
    return dict(zip((None, *dropped), map(int, row), strict=True))


def _all(conditions: Conditions, but: str | None) -> ColumnElement[bool]:
    return and_(true(), *(one for name, one in conditions.items() if name != but))
