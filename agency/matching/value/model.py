"""A linear program of a choice, kept by its solver: a case of it is solved in a few steps.

A column for each edge, and one for each *taker*: a person some of whose edges are hers only if she
takes a credential. A row for each opening, one for each turn, one for each turn of a taker among
those edges, and one for how many take it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from agency.matching.allocation.linear import SMALL, UNIT, Silent
from agency.matching.allocation.problem import Problem
from agency.matching.tables import Bools, Index
from agency.matching.value.matrix import Rows, rows_of
from agency.matching.value.prices import DayPrices, Floats

# A program of so many columns is solved in whole numbers as it is; of a larger one only what is
# not whole yet.
EXACTLY = 3_000
MOST_NODES = 2_000
# Whoever gains nothing takes nothing: so many takers together cost less than one thousandth.
MOST_TAKERS = 100
NOBODY = np.empty(0, np.int64)


@dataclass(frozen=True)
class Case:
    """What is otherwise than in the choice as it stands: somebody ``absent``, one more place in
    openings (``wider``), and which people may take the credential, ``most`` of them at once.
    """

    absent: int | None = None
    wider: tuple[int, ...] = ()
    takers: Index = field(default_factory=lambda: NOBODY)
    most: int = 0


@dataclass(frozen=True)
class Solved:
    """How much of each edge is taken, what that is worth in points, and the prices."""

    share: Floats
    value: float
    opening_prices: Floats
    day_prices: DayPrices


class Model:
    """The program of some ``edges`` of a problem; those ``tied`` are a taker's if she takes it."""

    def __init__(self, problem: Problem, edges: Index, tied: Bools) -> None:
        self.edges, self._room = edges, problem.room
        self._part = problem.of(edges)
        self._rows = rows_of(self._part, tied[edges])
        self._takers = len(edges) + np.arange(len(self._rows.takers))
        self._solver = _solver(self._part, self._rows)
        self._solver.run()
        self._basis = self._solver.getBasis()

    def solve(self, case: Case) -> Solved:
        """The best in parts; what the case changes stays changed until `undo`."""
        if case.absent is not None:
            self._bound(self._of(case.absent), 0.0, 0.0)
        for opening in case.wider:
            self._widen(opening, self._room[opening] + 1)
        if case.most:
            self._bound(self._takers[np.isin(self._rows.takers, case.takers)], 0.0, 1.0)
            self._widen(len(self._rows) - 1, case.most)
        self._solver.run()
        return self._solved()

    def undo(self, case: Case) -> None:
        """As before the case."""
        if case.absent is not None:
            self._bound(self._of(case.absent), 0.0, 1.0)
        for opening in case.wider:
            self._widen(opening, self._room[opening])
        if case.most:
            self._bound(self._takers, 0.0, 0.0)
            self._widen(len(self._rows) - 1, 0)
        self._solver.setBasis(self._basis)

    def whole(self, solved: Solved) -> Bools:
        """Which of the edges are taken, all or nothing; right after `solve` alone."""
        sure = solved.share > 1 - SMALL
        if not np.any((solved.share > SMALL) & ~sure):
            return sure
        solver, count = self._solver, len(self.edges) + len(self._takers)
        columns, kinds = np.arange(count, dtype=np.int32), np.ones(count, np.uint8)
        if count > EXACTLY:
            self._bound(np.flatnonzero(sure), 1.0, 1.0)
        solver.changeColsIntegrality(count, columns, kinds)
        solver.run()
        taken = np.array(solver.getSolution().col_value)[: len(self.edges)] > 0.5
        found = bool(solver.getSolution().value_valid)
        solver.changeColsIntegrality(count, columns, 0 * kinds)
        self._bound(np.flatnonzero(sure), 0.0, 1.0)
        return taken if found else sure

    def _of(self, person: int) -> Index:
        return np.flatnonzero(self._part.candidate == person)

    def _bound(self, columns: Index, least: float, most: float) -> None:
        count = len(columns)
        bounds = np.full(count, least), np.full(count, most)
        self._solver.changeColsBounds(count, columns.astype(np.int32), *bounds)

    def _widen(self, row: int, room: int) -> None:
        self._solver.changeRowBounds(row, -highspy.kHighsInf, float(room))

    def _solved(self) -> Solved:
        solution, rows = self._solver.getSolution(), self._rows
        duals = np.abs(np.array(solution.row_dual))
        return Solved(
            share=np.array(solution.col_value)[: len(self.edges)],
            value=self._solver.getObjectiveValue(),
            opening_prices=duals[: len(self._room)],
            day_prices=DayPrices.of(self._part, rows.of_turns(duals)),
        )


def _solver(part: Problem, rows: Rows) -> Any:
    """The program with everything in it, and nobody taking anything."""
    edges, takers = len(part), len(rows.takers)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = edges + takers, len(rows)
    program.sense_ = highspy.ObjSense.kMaximize
    little = np.full(takers, -0.4 / (UNIT * MOST_TAKERS))
    program.col_cost_ = np.concatenate([part.weight / UNIT, little])
    program.col_lower_ = np.zeros(edges + takers)
    program.col_upper_ = np.concatenate([np.ones(edges), np.zeros(takers)])
    program.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
    program.row_upper_ = rows.room
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = rows.starts
    program.a_matrix_.index_, program.a_matrix_.value_ = rows.columns, rows.values
    make: Any = Silent
    solver = make()
    solver.passModel(program)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_max_nodes", MOST_NODES)
    return solver
