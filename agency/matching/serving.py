"""Which shortlists count in a run: of each assignment the newest of a chain, up to that run."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, cast, func, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import String

from agency.assignments.models import Assignment
from agency.extensions import db
from agency.matching.models import Match, MatchRun, RequirementCounts, Shortlist


def chain(run: MatchRun) -> Select[int]:
    """The ids of the full run that ``run`` rests on and of the deltas since, up to ``run``."""
    base = run.base_id or run.id
    return select(MatchRun.id).where(
        or_(MatchRun.id == base, MatchRun.base_id == base), MatchRun.id <= run.id
    )


def served(run: MatchRun) -> Select[int]:
    """The ids of the shortlists that count in ``run``, one for each assignment."""
    newest = select(func.max(Shortlist.id)).group_by(Shortlist.assignment_id)
    return newest.where(Shortlist.run_id.in_(chain(run)))


def newest_in(
    run: MatchRun | None,
    column: InstrumentedAttribute[int],
    of: type[Shortlist | RequirementCounts],
) -> ColumnElement[Any]:
    """Beside an assignment: the greatest ``column`` of its rows that count in ``run``."""
    if run is None:
        return null()
    return (
        select(func.max(column))
        .where(of.assignment_id == Assignment.id, of.run_id.in_(chain(run)))
        .correlate(Assignment)
        .scalar_subquery()
    )


def ineligible_in(run: MatchRun) -> ColumnElement[int]:
    """How many are ineligible by a shortlist as it counts in ``run``, of a row with its own run.

    Whoever joined since it was made and is not in it is nothing to its assignment.
    """
    joined = case((Shortlist.outcome == "matched", run.candidates - MatchRun.candidates), else_=0)
    return Shortlist.ineligible + joined


def counts_of(run: MatchRun) -> dict[str, Any]:
    """The exact counts of a run, by assignments, by pairs and by what is stored."""
    said = (column for column in Shortlist.__table__.c if column.name != "ineligible")
    lists = (
        select(*said, ineligible_in(run).label("ineligible"))
        .join(MatchRun, MatchRun.id == Shortlist.run_id)
        .where(Shortlist.id.in_(served(run)))
        .subquery()
    )
    return {
        "assignments": _sums(_assignments(lists)),
        "pairs": _sums(_pairs(lists)),
        "stored": _stored(lists),
    }


def _sums(statement: Select[Any]) -> dict[str, int]:
    row = db.session.execute(statement).one()
    return {name: int(value or 0) for name, value in row._asdict().items()}


def _assignments(lists: Subquery) -> Select[Any]:
    matched = lists.c.outcome == "matched"
    asked = cast(lists.c.to_confirm, String) != "[]"
    return select(
        _number(lists.c.outcome != "not_open").label("open"),
        _number(matched).label("matched"),
        _number(lists.c.outcome == "blocked").label("blocked"),
        _number(lists.c.outcome == "no_rules").label("no_rules"),
        _number(matched & asked).label("to_confirm"),
        _number(matched & (lists.c.eligible > 0)).label("with_eligible"),
    )


def _number(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _pairs(lists: Subquery) -> Select[Any]:
    names = ("eligible", "unknown", "ineligible", "near_misses", "renewable")
    return select(*(func.sum(lists.c[name]).label(name) for name in names))


def _stored(lists: Subquery) -> dict[str, int]:
    rows = db.session.execute(
        select(Match.tier, func.count())
        .join(lists, lists.c.id == Match.shortlist_id)
        .group_by(Match.tier)
    )
    found = dict(rows.all())
    return {"eligible": found.get("eligible", 0), "near_misses": found.get("near_miss", 0)}
