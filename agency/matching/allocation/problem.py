"""What is to be chosen: whole numbers in columns, and which choices exclude one another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from agency.matching.tables import DAY_BITS, Bools, Index, Longs

# A start comes before an end on the same day, because both days are worked.
END = 1

Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True)
class Problem:
    """Openings with a window of days and room for some people; and edges, each of which would put
    one candidate into one opening and is worth a weight, 0 or more.

    Candidates and openings are numbers from 0 on. Nobody works in two windows that overlap, and
    with ``one_each`` nobody works in more than one. ``pinned`` are edges that every choice takes;
    together they keep to the rules.
    """

    first: Longs
    last: Longs
    room: Longs
    candidate: Index
    opening: Index
    weight: Longs
    one_each: bool = False
    pinned: Index = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.weight)

    @cached_property
    def turns(self) -> Turns:
        """Which edges exclude one another, because they are turns of one person."""
        return _one_turn_each(self) if self.one_each else _turns(self)

    @cached_property
    def places(self) -> Longs:
        """The room of each opening that no pin takes."""
        return self._without(self.pinned)

    @cached_property
    def open_edges(self) -> Bools:
        """The edges that no pin stands in the way of, pins not among them."""
        return self.fits(self.pinned)

    def of(self, edges: Index | Bools) -> Problem:
        """The same with some of its edges alone, and nothing pinned."""
        columns = self.candidate[edges], self.opening[edges], self.weight[edges]
        return Problem(self.first, self.last, self.room, *columns, self.one_each)

    def fits(self, taken: Index) -> Bools:
        """Which edges can still be taken besides those that are ``taken``."""
        busy = self.turns.summed(self.turns.sizes(taken))
        free: Bools = (busy == 0) & (self._without(taken)[self.opening] > 0)
        return free

    def besides(self, taken: Index, edges: Index | Bools) -> Problem:
        """What is left to choose among ``edges``, all of which fit, once others are taken."""
        return replace(self.of(edges), room=self._without(taken))

    def _without(self, taken: Index) -> Longs:
        return self.room - np.bincount(self.opening[taken], minlength=len(self.room))


@dataclass(frozen=True)
class Turns:
    """Largest sets of edges of one person whose windows share a day: she takes one of each at most.

    They are numbered person by person and in the order of days, so an edge is in all turns from
    ``begin`` to before ``end``. ``candidate`` and ``day`` say whose a turn is, and which day all of
    it share.
    """

    begin: Index
    end: Index
    candidate: Index
    day: Longs

    def __len__(self) -> int:
        return len(self.candidate)

    def sizes(self, of: Index | Bools) -> Index:
        """How many of these edges each turn has."""
        steps = np.zeros(len(self) + 1, np.int64)
        np.add.at(steps, self.begin[of], 1)
        np.add.at(steps, self.end[of], -1)
        total: Index = np.cumsum(steps)[:-1]
        return total

    def summed(self, prices: npt.NDArray[Number]) -> npt.NDArray[Number]:
        """For each edge the sum of the prices of its turns."""
        total = np.zeros(len(prices) + 1, prices.dtype)
        np.cumsum(prices, out=total[1:])
        return total[self.end] - total[self.begin]

    def carried(self, prices: Longs, of: Turns) -> Longs:
        """Prices of the turns ``of`` some of the edges as prices of these; no edge costs otherwise.

        All edges that share the day of such a turn are in one of these, the first from that day on.
        """
        mine, theirs = ((one.candidate << DAY_BITS) | one.day for one in (self, of))
        total = np.zeros(len(self), np.int64)
        np.add.at(total, np.searchsorted(mine, theirs, side="left"), prices)
        return total


def _one_turn_each(problem: Problem) -> Turns:
    people, turn = np.unique(problem.candidate, return_inverse=True)
    return Turns(turn, turn + 1, people, np.zeros(len(people), np.int64))


def _turns(problem: Problem) -> Turns:
    """A turn is complete where a window ends after one has begun, and no other has ended between.

    Its day is the one on which the last of it begins.
    """
    person = problem.candidate.astype(np.int64) << (DAY_BITS + 1)
    first, last = problem.first[problem.opening], problem.last[problem.opening]
    moments = np.sort(np.concatenate([person | (first << 1), person | (last << 1) | END]))
    complete = np.flatnonzero((moments[:-1] & END == 0) & (moments[1:] & END == END))
    turn = moments[complete] >> 1
    return Turns(
        begin=np.searchsorted(turn, (person >> 1) | first, side="left"),
        end=np.searchsorted(turn, (person >> 1) | last, side="right"),
        candidate=turn >> DAY_BITS,
        day=turn & ((1 << DAY_BITS) - 1),
    )
