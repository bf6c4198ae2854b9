"""The best choice by linear programming: with few edges first, then with all that would be better.

The program has a row for each opening and one for each turn. Its prices tell of every edge that is
not in it whether it would make it better (Dantzig and Wolfe's pricing), so that in the end the
solution is the best over all edges. Where windows follow one another it is nearly always whole
already; what is not is settled by a small whole-number program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import bound_by, most_valuable
from agency.matching.tables import Bools, Index, Longs

Floats = npt.NDArray[np.float64]
# Beyond those that fill it, so many of each opening are in the first program.
BESIDES = 10
# Weights are thousandths of a point; the solver works best with numbers about 100.
UNIT = 1000.0
SMALL = 1e-6
MOST_ROUNDS = 100
MORE_OF_EACH = 1e-4
# Of the whole-number program, which is small: the very best, or of so many tries the best. A limit
# of time would make two machines choose differently.
WHOLE = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "mip_max_nodes": 20_000}


class Silent(highspy.Highs):
    """The solver, silent before it would say its name."""

    def enableCallbacks(self) -> None:  # noqa: N802 - theirs
        self.silent()
        theirs: Any = super()
        theirs.enableCallbacks()


@dataclass(frozen=True)
class Relaxed:
    """A solution in which an edge may be taken by parts: how much of each, and prices."""

    edges: Index
    share: Floats
    opening_prices: Floats
    turn_prices: Floats


def best_by_linear_program(problem: Problem, *, least: bool = True) -> tuple[Index, Longs]:
    """The edges of a choice that is the best or nearly so, and the price of each turn.

    Without ``least`` the prices bound the choice as well, and tell less of what others would cost.
    """
    if not len(problem):
        return np.empty(0, np.int64), np.zeros(len(problem.turns), np.int64)
    inside = most_valuable(problem, problem.weight, BESIDES)
    for _ in range(MOST_ROUNDS):
        relaxed = _relaxed(problem, np.flatnonzero(inside))
        better = _better(problem, relaxed) & ~inside
        if not better.any():
            break
        inside |= better
    if least:
        return _whole(problem, relaxed), _least_prices(problem, relaxed)
    return _whole(problem, relaxed), _in_thousandths(relaxed.turn_prices)


def _least_prices(problem: Problem, relaxed: Relaxed) -> Longs:
    """Of prices that bound the choice alike, those that ask least for people and most for openings.

    They tell what it costs to put somebody into an opening whom nobody else wants: all prices are
    true, but others may tell less. They are those of a program with a little more of each person.
    """
    more = _relaxed(problem, relaxed.edges, of_each=1 + MORE_OF_EACH)
    told = [_in_thousandths(one.turn_prices) for one in (more, relaxed)]
    return min(told, key=lambda prices: bound_by(problem, prices))


def _in_thousandths(prices: Floats) -> Longs:
    return np.maximum(np.round(prices * UNIT).astype(np.int64), 0)


def _better(problem: Problem, relaxed: Relaxed) -> Bools:
    """The edges that are worth more than the prices of their opening and their turns."""
    turns = problem.turns.summed(relaxed.turn_prices)
    better: Bools = problem.weight / UNIT - relaxed.opening_prices[problem.opening] - turns > SMALL
    return better & (problem.room[problem.opening] > 0)


def _relaxed(problem: Problem, edges: Index, of_each: float = 1) -> Relaxed:
    """The best with these edges alone, if parts could be taken, and so much of each turn."""
    used = np.flatnonzero(problem.turns.sizes(edges) > 1)
    solver = _solver(problem, edges, used, of_each)
    solver.run()
    solution = solver.getSolution()
    prices = np.abs(np.array(solution.row_dual))
    openings = len(problem.room)
    turn_prices = np.zeros(len(problem.turns))
    turn_prices[used] = prices[openings:]
    return Relaxed(edges, np.array(solution.col_value), prices[:openings], turn_prices)


def _solver(problem: Problem, edges: Index, used: Index, of_each: float = 1) -> Any:
    """A program with a column for each edge and a row for each opening and each ``used`` turn."""
    starts, rows = _matrix(problem, edges, used)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(edges), len(problem.room) + len(used)
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = problem.weight[edges] / UNIT
    program.col_lower_, program.col_upper_ = np.zeros(len(edges)), np.ones(len(edges))
    program.row_lower_ = np.full(program.num_row_, -highspy.kHighsInf)
    program.row_upper_ = np.concatenate(
        [problem.room.astype(np.float64), np.full(len(used), of_each)]
    )
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = starts, rows
    program.a_matrix_.value_ = np.ones(len(rows))
    make: Any = Silent
    solver = make()
    solver.passModel(program)
    return solver


def _matrix(problem: Problem, edges: Index, used: Index) -> tuple[Index, Index]:
    """Where each column begins, and the rows of each: its opening, then its turns in order."""
    before = np.searchsorted(used, np.arange(len(problem.turns) + 1))
    begin, end = before[problem.turns.begin[edges]], before[problem.turns.end[edges]]
    count = end - begin
    starts = np.concatenate([[0], np.cumsum(count + 1)])
    rows = np.empty(starts[-1], np.int64)
    rows[starts[:-1]] = problem.opening[edges]
    column = np.repeat(np.arange(len(edges)), count)
    step = np.arange(len(column)) - np.repeat(np.cumsum(count) - count, count)
    rows[starts[:-1][column] + 1 + step] = len(problem.room) + begin[column] + step
    return starts.astype(np.int32), rows.astype(np.int32)


def _whole(problem: Problem, relaxed: Relaxed) -> Index:
    """The edges taken whole, and the best of those taken by parts that goes with them."""
    sure = relaxed.edges[relaxed.share > 1 - SMALL]
    parts = relaxed.edges[(relaxed.share >= SMALL) & (relaxed.share <= 1 - SMALL)]
    if not len(parts):
        return sure
    some = relaxed.edges[problem.fits(sure)[relaxed.edges]]
    rest = problem.besides(sure, some)
    solver = _solver(rest, *_all_of(rest))
    for option, value in WHOLE.items():
        solver.setOptionValue(option, value)
    for column in range(len(rest)):
        solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    solver.run()
    found = solver.getSolution()
    taken = np.array(found.col_value) > 0.5 if found.value_valid else np.zeros(len(some), np.bool_)
    return np.concatenate([sure, some[taken]])


def _all_of(problem: Problem) -> tuple[Index, Index]:
    edges = np.arange(len(problem))
    return edges, np.flatnonzero(problem.turns.sizes(edges) > 1)
