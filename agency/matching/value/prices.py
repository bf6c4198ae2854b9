"""What turns cost in a choice, asked of edges that were not in it when the prices were made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agency.matching.allocation.problem import Problem
from agency.matching.tables import DAY_BITS, Index

Floats = npt.NDArray[np.float64]
LAST = (1 << DAY_BITS) - 1


@dataclass(frozen=True)
class DayPrices:
    """Prices of people on days: whoever takes a window pays for each of its days that has one.

    A turn is told by its day, which all of its windows share; one more window with that day in it
    belongs to the turn too. Where everybody takes one turn, any window has every day.
    """

    key: Index
    price: Floats
    one_each: bool

    @classmethod
    def of(cls, problem: Problem, prices: npt.NDArray[np.number]) -> DayPrices:
        """Those of the turns of a problem, in their order."""
        turns, priced = problem.turns, np.flatnonzero(prices)
        key = (turns.candidate[priced].astype(np.int64) << DAY_BITS) | turns.day[priced]
        return cls(key, prices[priced].astype(np.float64), problem.one_each)

    def asked(self, problem: Problem, edges: Index) -> Floats:
        """What each of ``edges`` of a problem of the same people and openings pays."""
        opening = problem.opening[edges]
        person = problem.candidate[edges].astype(np.int64) << DAY_BITS
        first = person if self.one_each else person | problem.first[opening]
        last = person | (LAST if self.one_each else problem.last[opening])
        total = np.concatenate([[0.0], np.cumsum(self.price)])
        begin, end = np.searchsorted(self.key, first), np.searchsorted(self.key, last, "right")
        asked: Floats = total[end] - total[begin]
        return asked
