"""What good compiled code does that takes pairs one after the other: the engine's baseline.

The same columns and the same rules as the engine's: each requirement is looked up in the interval
of one person, who is given up as soon as she can be neither eligible nor a near miss nor unknown,
and the best of each list are kept in a heap. What it does not do is count by requirement how many
people it keeps out, which would have to be asked of those who were given up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from agency.bench import pair_loops
from agency.matching.distances import thresholds
from agency.matching.engine import Engine, Limits, rests_on_credentials
from agency.matching.rows import BLANK
from agency.matching.snapshot import Opening
from agency.matching.tables import Days, Index, Longs, Mask, Table
from agency.rules import expressions as ask
from agency.rules.eligibility import WorkJudgement, judge_work
from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts
from agency.rules.ranking import prefix64, splitmix64
from agency.rules.requisition import requisition, window_of
from agency.rules.spans import Window

PLACE, NONE = -2, -1
EARLIEST, LATEST = pair_loops.NEVER + 1, -pair_loops.NEVER - 1


@dataclass(frozen=True)
class Judged:
    """What one assignment comes to: counts, and the best of two lists by place in the pool."""

    eligible: int
    unknown: int
    near_misses: int
    present: int
    best: list[int]
    nearest: list[int]


@dataclass(frozen=True)
class Prepared:
    """One assignment with the rows of its requirements: who meets each, who may, who would."""

    assignment: AssignmentFacts
    placed: frozenset[str]
    window: Window
    work: WorkJudgement
    asked: tuple[Longs, Longs, Longs]


class PairByPair:
    """One pool and some assignments, whose columns are built as ``engine`` builds them."""

    def __init__(self, engine: Engine, openings: Sequence[Opening]) -> None:
        self._engine, self._pool, self._day = engine, engine.pool, engine.day.toordinal()
        self._numbers: dict[tuple[str, Expression], int] = {}
        self._tables: list[Table] = []
        self._ready = [self._prepared(one) for one in openings]
        self._days = _stacked(self._tables, len(self._pool), self._day)
        self._travels = self._pool.max_travel != BLANK
        self._lost = self._travels & np.isnan(self._pool.home[:, 0])
        self._reach = np.where(self._travels, self._pool.reach, -1.0)

    def judged(self, limits: Limits) -> list[Judged]:
        """What each of them comes to."""
        return [self._judged(one, limits) for one in self._ready]

    def _prepared(self, opening: Opening) -> Prepared:
        assignment, book = opening.assignment, self._engine.book
        window = window_of(assignment, self._engine.day)
        requested = requisition(assignment, window, book)
        rows = []
        for one in requested.person:
            if isinstance(one.expression, ask.Reach):
                rows.append((PLACE, PLACE, NONE))
            elif one.decides and not self._is_trivial(one.expression):
                rows.append(self._rows(one.expression, rests_on_credentials(one)))
        met, possible, hopes = np.array(rows, np.int64).reshape(len(rows), 3).T.copy()
        work = judge_work(assignment, window, book, requested)
        return Prepared(assignment, opening.placed, window, work, (met, possible, hopes))

    def _is_trivial(self, asked: Expression) -> bool:
        """Whether everybody meets it on every day."""
        met = self._engine.columns.cover(asked).met
        return isinstance(met, Mask) and met.everybody

    def _rows(self, asked: Expression, hoped: bool) -> tuple[int, int, int]:
        cover = self._engine.columns.cover(asked)
        met = self._row("met", asked, lambda: cover.met)
        same = cover.met is cover.possible
        possible = met if same else self._row("possible", asked, lambda: cover.possible)
        if not hoped:
            return met, possible, NONE
        would = self._row("hoped", asked, lambda: self._engine.hoped.cover(asked).met)
        return met, possible, would

    def _row(self, kind: str, asked: Expression, days: Callable[[], Days]) -> int:
        number = self._numbers.get((kind, asked))
        if number is None:
            number = self._numbers[kind, asked] = len(self._tables)
            self._tables.append(days().table())
        return number

    def _judged(self, one: Prepared, limits: Limits) -> Judged:
        day = self._day
        best, nearest = _heap(limits.eligible or 0), _heap(limits.near_misses or 0)
        allowed = (one.work.allowed.holds_until(one.window.first) or 0) - day
        eligible, unknown, near, present, listed, close = pair_loops.judge(
            one.asked,
            self._days,
            (one.window.first - day, one.window.last - day),
            max(allowed, pair_loops.NEVER),
            ~self._engine.present(one.placed, one.work),
            self._place(one.assignment),
            self._wishes(one.assignment),
            (self._pool.home, self._pool.min_pay, self._pool.completed, self._pool.prefixes),
            (thresholds(), self._scale),
            best,
            nearest,
        )
        lists = _in_order(best, listed), _in_order(nearest, close)
        return Judged(eligible, unknown, near, present, *lists)

    def _place(self, of: AssignmentFacts) -> tuple[Any, ...]:
        """Who works in the state, how far everybody goes, and of whom nobody knows it."""
        unknown = self._travels if of.place is None else self._lost
        return self._pool.states.having(of.state), self._reach, unknown

    def _wishes(self, of: AssignmentFacts) -> tuple[Any, ...]:
        """Who has each preferred skill, the pay, who knows the specialty, the place, and ties."""
        pool, nobody = self._pool, np.empty((0, len(self._pool)), np.bool_)
        nothing = np.empty(0, np.bool_)
        skilled = [pool.skills.having(word) for word in sorted(of.preferred_skills)]
        specialist = pool.specialties.having(of.specialty) if of.specialty else nothing
        point = (of.place.x, of.place.y, of.place.z) if of.place else (np.nan, np.nan, np.nan)
        tie = np.uint64(splitmix64(splitmix64(self._day) ^ prefix64(of.ref)))
        pay = NONE if of.pay_cents is None else of.pay_cents
        return np.array(skilled) if skilled else nobody, pay, specialist, point, tie

    @property
    def _scale(self) -> Longs:
        scale = self._engine.scale
        caps = scale.far_tenths, scale.days_left_cap, scale.margin_cents_cap, scale.placements_cap
        return np.array([*(weight for _, weight in scale.weights), *caps], np.int64)


def _stacked(tables: Sequence[Table], size: int, day: int) -> tuple[Any, ...]:
    """The main interval of everybody in each table, and the others, in days of 16 bits."""
    first, last = np.empty((2, len(tables), size), np.int16)
    others = [table.others for table in tables]
    for row, table in enumerate(tables):
        first[row], last[row] = _short(table.main_first, day), _short(table.main_last, day)
    starts = np.cumsum([0, *map(len, others)])
    none = np.empty(0, np.int32)
    columns = [
        np.concatenate([none, *(getattr(one, name) for one in others)])
        for name in ("candidate", "first", "last")
    ]
    return first, last, starts, columns[0], *(_short(column, day) for column in columns[1:])


def _short(days: Any, day: int) -> Any:
    return np.clip(days.astype(np.int64) - day, EARLIEST, LATEST).astype(np.int16)


def _heap(room: int) -> tuple[Index, Longs, Any]:
    return np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.uint64)


def _in_order(heap: tuple[Index, Longs, Any], count: int) -> list[int]:
    people, keys, ties = (column[:count] for column in heap)
    found: list[int] = people[np.lexsort((ties, keys))].tolist()
    return found
