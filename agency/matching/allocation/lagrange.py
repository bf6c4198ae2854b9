"""A good choice of a great many: places in openings get prices, which rise where too many want in.

Room in openings is what couples people. With a price for a place instead, everybody is chosen for
by herself (`agency.matching.allocation.relaxed`), which bounds every choice; prices move against
what is asked too little or too much (the volume algorithm of Barahona and Anbil). What is taken on
average on the way there is nearly a choice, and is made one. All prices are whole numbers, so that
the bound is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from agency.matching.allocation.filling import Filling
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import opening_prices
from agency.matching.allocation.relaxed import Relaxed, Taken
from agency.matching.allocation.worth import Large
from agency.matching.tables import Index, Longs

Floats = npt.NDArray[np.float64]
MILLION = 1_000_000
# The share of the newest round in the average of all, and of the way to the best known choice that
# prices go at once: as much as was found to end soonest.
NEWEST = 0.1
FIRST_STEP, SMALLER = 0.1, 0.7
# Rounds without a better bound before the steps become smaller, and rounds between two choices.
STALE, EVERY = 10, 25
# Directions are added up in whole parts, in whatever order: the sum is the same on every machine.
PARTS = 1024


@dataclass
class _Search:
    """Where the search is: the best bound with its prices, the best choice, and the averages."""

    problem: Problem
    large: Large
    relaxed: Relaxed
    filling: Filling
    prices: Longs
    best: Taken
    best_prices: Longs
    average: Floats
    direction: Floats
    chosen: Index = field(default_factory=lambda: np.empty(0, np.int64))
    objective: int = 0
    step: float = FIRST_STEP
    stale: int = 0

    @property
    def is_done(self) -> bool:
        """Whether the gap is small enough."""
        gap = self.best.bound - self.objective
        return gap * MILLION <= self.large.enough_per_million * self.best.bound

    def choose(self) -> None:
        """Make a choice of what has been taken on average, and keep it if it is the best."""
        chosen = self.filling.by(self.average)
        objective = int(self.problem.weight[chosen].sum())
        if objective > self.objective or not len(self.chosen):
            self.chosen, self.objective = chosen, objective

    def go_on(self) -> bool:
        """Move the prices one step; False if there is nowhere to go."""
        moving = np.where((self.prices == 0) & (self.direction > 0), 0, self.direction)
        parts = np.rint(moving * PARTS).astype(np.int64)
        length = int((parts * parts).sum()) / PARTS**2
        if not length:
            return False
        step = self.step * (self.best.bound - self.objective + 1) / length
        moved = np.rint(self.prices - step * moving).astype(np.int64)
        self.prices = np.clip(moved, 0, _most(self.problem))
        self._look(self.relaxed.at(self.prices))
        return True

    def _look(self, taken: Taken) -> None:
        if taken.bound < self.best.bound:
            self.best, self.best_prices, self.stale = taken, self.prices, 0
        else:
            self.stale += 1
        self.average += NEWEST * (taken.edges - self.average)
        self.direction += NEWEST * (_idle(self.problem, taken) - self.direction)
        if self.stale == STALE:
            self.step, self.stale, self.prices = self.step * SMALLER, 0, self.best_prices


def best_by_prices(problem: Problem, large: Large) -> tuple[Index, Longs]:
    """The edges of a good choice, and the price of each turn, by so many rounds at most."""
    if not len(problem):
        return np.empty(0, np.int64), np.zeros(len(problem.turns), np.int64)
    search = _begun(problem, large)
    search.choose()
    for number in range(1, large.rounds + 1):
        if search.is_done or not search.go_on():
            break
        if number % EVERY == 0:
            search.choose()
    search.choose()
    return search.chosen, search.best.turns


def _begun(problem: Problem, large: Large) -> _Search:
    """A place costs at first what it would fetch if everybody were free for it alone."""
    prices = opening_prices(problem, np.zeros(len(problem.turns), np.int64))
    closed = problem.room == 0
    prices[closed] = _most(problem)[closed]  # so that nobody gains by what cannot be had
    relaxed = Relaxed(problem)
    taken = relaxed.at(prices)
    return _Search(
        problem=problem,
        large=large,
        relaxed=relaxed,
        filling=Filling(problem),
        prices=prices,
        best=taken,
        best_prices=prices,
        average=taken.edges.astype(np.float64),
        direction=_idle(problem, taken),
    )


def _idle(problem: Problem, taken: Taken) -> Floats:
    """How many places of each opening are left, or, below 0, are wanting."""
    used = np.bincount(problem.opening[taken.edges], minlength=len(problem.room))
    return (problem.room - used).astype(np.float64)


def _most(problem: Problem) -> Longs:
    """The weight of the heaviest edge of each opening: for more than that nobody takes a place."""
    most = np.zeros(len(problem.room), np.int64)
    np.maximum.at(most, problem.opening, problem.weight)
    return most
