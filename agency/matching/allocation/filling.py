"""A choice that keeps to the rules, from an order of preference: fill, then exchange."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from agency.matching.allocation import loops
from agency.matching.allocation.problem import Problem
from agency.matching.tables import Index

MOST_PASSES = 10


@dataclass(frozen=True)
class Filling:
    """A problem whose openings are filled one after the other."""

    problem: Problem

    def by(self, preferred: npt.NDArray[np.float64]) -> Index:
        """The edges of a choice: the most preferred that fit, the heavier of equals; then, as long
        as it makes the choice better, an edge takes the place of those that are in its way.
        """
        of, turns = self.problem, self.problem.turns
        order = np.lexsort((-of.weight, -preferred))
        left, holder = of.room.copy(), np.full(len(turns), loops.NONE, np.int64)
        chosen = np.zeros(len(of), np.bool_)
        columns = turns.begin, turns.end, of.opening
        for _ in range(MOST_PASSES):
            loops.fill(order, *columns, left, holder, chosen)
            if not loops.exchange(
                order, *columns, of.weight, *self._by_opening, left, holder, chosen
            ):
                break
        return np.flatnonzero(chosen)

    @cached_property
    def _by_opening(self) -> tuple[Index, Index]:
        """The edges by their opening, and where those of each begin."""
        order = np.argsort(self.problem.opening, kind="stable")
        openings = np.arange(len(self.problem.room) + 1)
        return order, np.searchsorted(self.problem.opening[order], openings)
