"""What is asked about the board: who loses cover, who starts and is not clear, and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.boards import RUNNING, STARTING, Board, WatchedPlacement
from agency.matching.models import MatchRun
from agency.paging import Page, Position, SortKey, beyond, cut
from agency.placements.models import Placement
from agency.rules.eligibility import ELIGIBLE, UNKNOWN
from agency.screening.holding import MARKED, has_mark

IS_RUNNING = WatchedPlacement.kind == RUNNING
IS_STARTING = WatchedPlacement.kind == STARTING
IS_CLEAR = WatchedPlacement.verdict == ELIGIBLE
RED = and_(IS_RUNNING, ~IS_CLEAR)


@dataclass(frozen=True, slots=True)
class Watched:
    """A placement on the board, with whose it is and where.

    ``marked`` is whether she is on an exclusion list, or may be.
    """

    found: WatchedPlacement
    candidate_ref: str
    candidate_name: str
    assignment_ref: str
    facility: str | None
    zip: str | None
    state: str | None
    stage: str
    marked: bool


@dataclass(frozen=True, slots=True)
class BoardCounts:
    """How many placements are on the board, of each kind and by what was found.

    Of those who are ``running``, ``uncovered`` have a day that is not covered, ``unknown`` only
    days of which nobody can say, and ``helpless`` of the uncovered no renewal under way: none that
    is on file or can still be filed in time.
    """

    running: int
    uncovered: int
    helpless: int
    unknown: int
    starting: int
    not_clear: int
    judged_at: datetime | None

    @property
    def red(self) -> int:
        return self.uncovered + self.unknown


def board_counts() -> BoardCounts:
    """Of the board as it is, in one query."""
    bare = and_(RED, WatchedPlacement.verdict != UNKNOWN)
    in_time = func.coalesce(WatchedPlacement.renewal, "").in_(("on_file", "renew_by"))
    row = db.session.execute(
        select(
            _number(IS_RUNNING),
            _number(bare),
            _number(and_(bare, ~in_time)),
            _number(and_(RED, WatchedPlacement.verdict == UNKNOWN)),
            _number(IS_STARTING),
            _number(and_(IS_STARTING, ~IS_CLEAR)),
            func.max(WatchedPlacement.judged_at),
        )
    ).one()
    *numbers, judged_at = row
    running, uncovered, helpless, unknown, starting, not_clear = (int(one or 0) for one in numbers)
    return BoardCounts(running, uncovered, helpless, unknown, starting, not_clear, judged_at)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def red_list(limit: int, after: Position | None = None) -> Page[Watched]:
    """Whoever loses cover inside a placement that is running, the first to lose it first."""
    return _page(RED, WatchedPlacement.gap_on, limit, after)


def starts(limit: int, after: Position | None = None, *, not_clear: bool = False) -> Page[Watched]:
    """The starts on the board, the next one first; only those ``not_clear`` where that is asked."""
    wanted = and_(IS_STARTING, ~IS_CLEAR) if not_clear else IS_STARTING
    return _page(wanted, WatchedPlacement.first_day, limit, after)


def next_to_end() -> Watched | None:
    """Whose cover ends first of those at work who are covered to the end of their placement."""
    wanted = and_(IS_RUNNING, IS_CLEAR, WatchedPlacement.covered_until.is_not(None))
    statement = _watched().where(wanted)
    order = WatchedPlacement.covered_until, WatchedPlacement.placement_id
    row = db.session.execute(statement.order_by(*order).limit(1)).one_or_none()
    return _read(row) if row else None


def _page(
    wanted: ColumnElement[bool],
    column: Any,
    limit: int,
    after: Position | None,
) -> Page[Watched]:
    keys = [SortKey(column), SortKey(WatchedPlacement.placement_id)]
    at = [date.fromisoformat(after[0]), *after[1:]] if after else None
    rows = db.session.execute(
        _watched()
        .add_columns(column)
        .where(wanted, beyond(keys, at))
        .order_by(*(key.order for key in keys))
        .limit(limit + 1)
    ).all()
    return cut([(_read(row), [row[-1].isoformat(), row[0].placement_id]) for row in rows], limit)


def _watched() -> Select[*tuple[Any, ...]]:
    return (
        select(
            WatchedPlacement,
            Candidate.ref.label("candidate_ref"),
            Candidate.first_name,
            Candidate.last_name,
            Assignment.ref.label("assignment_ref"),
            Facility.name.label("facility"),
            func.coalesce(Assignment.zip, Facility.zip).label("zip"),
            func.coalesce(Assignment.state, Facility.state).label("state"),
            Placement.stage,
            has_mark().label(MARKED),
        )
        .join(Placement, Placement.id == WatchedPlacement.placement_id)
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
    )


def _read(row: Sequence[Any]) -> Watched:
    found, ref, first, last, assignment, facility, zip_code, state, stage, marked = row[:10]
    name = f"{first} {last}".strip()
    return Watched(found, ref, name, assignment, facility, zip_code, state, stage, marked)


# What is open


def board_of(run: MatchRun) -> Board | None:
    """The last board of the chain of ``run``, up to it."""
    base = run.base_id or run.id
    statement = (
        select(Board)
        .join(MatchRun, MatchRun.id == Board.run_id)
        .where((MatchRun.id == base) | (MatchRun.base_id == base), MatchRun.id <= run.id)
        .order_by(Board.run_id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).one_or_none()


def boards_of(run_ids: Sequence[int]) -> dict[int, Board]:
    """The boards of these runs, by the run, in one query."""
    rows = db.session.scalars(select(Board).where(Board.run_id.in_(run_ids)))
    return {board.run_id: board for board in rows}
