"""The choice as it stands, and what its prices tell of every edge that is not in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from agency.matching.allocation.linear import UNIT
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import most_valuable, opening_prices, proven
from agency.matching.allocation.solving import Allocation, allocate, unpinned
from agency.matching.tables import Bools, Index, Longs
from agency.matching.value.prices import DayPrices, Floats

# So many of each opening, beyond those that fill it, are in a program from the first.
BESIDES = 5
# A problem of no more edges is in it as a whole.
ALL_OF_IT = 2_000
SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


@dataclass(frozen=True)
class Standing:
    """A problem, the choice that was found, and what edges could add to it, all in points.

    ``pins`` has the pinned edges and nothing else. The others are chosen besides those, in the room
    that they leave: ``problem`` and ``found`` are of what pins let people take.
    """

    problem: Problem
    found: Allocation
    pins: Problem

    @cached_property
    def candidate(self) -> Index:
        """Who is in the choice: those who are chosen, then those who are pinned."""
        return np.concatenate([self.problem.candidate[self.found.chosen], self.pins.candidate])

    @cached_property
    def opening(self) -> Index:
        """Where each of them is."""
        return np.concatenate([self.problem.opening[self.found.chosen], self.pins.opening])

    def pinned_away(self, candidate: Index, first: Longs, last: Longs) -> Bools:
        """Whom a pin keeps from working from a ``first`` day to a ``last``, one of each."""
        return _pinned_away(self.pins, candidate, first, last)

    def pinned_in(self, first: int, last: int) -> Index:
        """Everybody whom a pin keeps from working on these days."""
        pins = self.pins
        shared = (pins.first[pins.opening] <= last) & (pins.last[pins.opening] >= first)
        found: Index = pins.candidate[shared | pins.one_each]
        return found

    @cached_property
    def day_prices(self) -> DayPrices:
        return DayPrices.of(self.problem, self.found.prices / UNIT)

    @cached_property
    def opening_prices(self) -> Floats:
        prices: Floats = opening_prices(self.problem, self.found.prices) / UNIT
        return prices

    @cached_property
    def left(self) -> Floats:
        """What each edge is worth beside what its turns cost."""
        left: Floats = self.problem.weight / UNIT - self.day_prices.asked(
            self.problem, np.arange(len(self.problem))
        )
        return left

    @cached_property
    def first_in(self) -> Bools:
        """The edges that a program begins with."""
        if len(self.problem) <= ALL_OF_IT:
            return np.ones(len(self.problem), np.bool_)
        first = likely(self.problem, np.round(self.left * UNIT).astype(np.int64))
        first[self.found.chosen] = True
        return first

    @property
    def gap(self) -> float:
        """How much better another choice might be, in points."""
        return (self.found.proof.bound - self.found.proof.objective) / UNIT


def standing_of(problem: Problem) -> Standing:
    """The best choice of a problem, as it stands; its pins stay."""
    rest, edges = unpinned(problem)
    found, pins = allocate(rest), problem.of(problem.pinned)
    if not len(pins):
        return Standing(problem, found, pins)
    first, last = problem.first[problem.opening], problem.last[problem.opening]
    free = np.flatnonzero(~_pinned_away(pins, problem.candidate, first, last))
    # Edges into openings that pins fill are among these: whoever is lost makes room there.
    wider = problem.besides(problem.pinned, free)
    chosen = np.searchsorted(free, edges[found.chosen])
    prices = wider.turns.carried(found.prices, rest.turns)
    proof = proven(wider, chosen, prices)
    return Standing(wider, Allocation(chosen, prices, proof, found.method, found.seconds), pins)


def likely(problem: Problem, value: Longs) -> Bools:
    """The edges of most value of each opening, where it has no room as if it had some."""
    room = np.maximum(problem.room, 1)
    columns = problem.candidate, problem.opening, problem.weight
    of = Problem(problem.first, problem.last, room, *columns, problem.one_each)
    return most_valuable(of, value, BESIDES)


def _pinned_away(pins: Problem, candidate: Index, first: Longs, last: Longs) -> Bools:
    away = np.zeros(len(candidate), np.bool_)
    some = np.flatnonzero(np.isin(candidate, pins.candidate))
    some = some[np.argsort(candidate[some], kind="stable")]
    begin, end = (np.searchsorted(candidate[some], pins.candidate, side) for side in SIDES)
    for opening, begins, ends in zip(pins.opening, begin, end, strict=True):
        hers = some[begins:ends]
        shared = (first[hers] <= pins.last[opening]) & (last[hers] >= pins.first[opening])
        away[hers[shared | pins.one_each]] = True
    return away
