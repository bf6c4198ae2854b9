"""What everybody would take if places in openings could be bought: the relaxed problem.

With a price for a place in each opening nobody is in anybody's way: each person takes whatever
gains her most. She looks along a line of slots, one before her first turn and one after each, and
an edge leads from the slot before its turns to the one after them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from agency.matching import speed
from agency.matching.allocation import loops
from agency.matching.allocation.problem import Problem
from agency.matching.tables import Bools, Index, Longs


class Taken(NamedTuple):
    """Which edges are taken at some prices, what each turn of everybody is worth, and the bound:
    no choice that keeps to the rules is worth more.
    """

    edges: Bools
    turns: Longs
    bound: int


@dataclass(frozen=True)
class Relaxed:
    """A problem whose openings have prices in place of room."""

    problem: Problem

    def at(self, prices: Longs) -> Taken:
        """What is taken if a place in each opening costs ``prices``, which are 0 or more.

        The worth of turns is the dual solution of each person's own problem: over the turns of an
        edge it comes to no less than the edge gains, and over all of hers to what she gains.
        """
        gain = self.problem.weight - prices[self.problem.opening]
        worth, back = np.zeros((2, len(self._is_first)), np.int64)
        taken = np.zeros(len(gain), np.bool_)
        if speed.installed():
            total = int(
                loops.relax(
                    self._edges, self._starts, self._before, gain, self._is_first, worth, back
                )
            )
            loops.take(self._before, self._is_first, back, taken)
        else:
            total = self._relax(gain, worth, back)
            self._take(back, taken)
        turns = np.diff(worth)[~self._is_first[1:]]
        return Taken(taken, turns, total + int((prices * self.problem.room).sum()))

    @cached_property
    def _people(self) -> Index:
        """The number of the person of each turn, from 0 on."""
        steps = np.diff(self.problem.turns.candidate, prepend=-1) != 0
        return np.cumsum(steps) - 1

    @cached_property
    def _person(self) -> Index:
        """The same of each edge."""
        return self._people[self.problem.turns.begin]

    @cached_property
    def _before(self) -> Index:
        """The slot from which each edge leads."""
        return self.problem.turns.begin + self._person

    @cached_property
    def _after(self) -> Index:
        """The slot to which each edge leads."""
        return self.problem.turns.end + self._person

    @cached_property
    def _is_first(self) -> Bools:
        """Which slots are before somebody's first turn."""
        people = self._people
        is_first = np.ones(len(people) + (int(people[-1]) + 1 if len(people) else 0), np.bool_)
        is_first[np.arange(len(people)) + people + 1] = False
        return is_first

    @property
    def _lasts(self) -> Index:
        """The slot after everybody's last turn."""
        return np.flatnonzero(np.append(self._is_first[1:], True)[: len(self._is_first)])

    @cached_property
    def _edges(self) -> Index:
        """The edges by the slot to which they lead, then in order."""
        return np.argsort(self._after, kind="stable")

    @cached_property
    def _starts(self) -> Index:
        """Where the edges to each slot begin among those."""
        return np.searchsorted(self._after[self._edges], np.arange(len(self._is_first) + 1))

    @cached_property
    def _place(self) -> Index:
        """How many turns lie before each slot, of the person's own."""
        firsts = np.flatnonzero(self._is_first)
        place: Index = np.arange(len(self._is_first)) - firsts[np.cumsum(self._is_first) - 1]
        return place

    @cached_property
    def _rounds(self) -> list[tuple[Index, Index, Index]]:
        """The slots after everybody's first turn, then her second, and so on, with their edges and
        where those of each slot begin: nothing in a round depends on another in it.
        """
        order = np.argsort(self._place, kind="stable")
        bounds = np.searchsorted(self._place[order], np.arange(1, self._place.max(initial=0) + 2))
        rounds = []
        for begin, end in pairwise(bounds):
            slots = order[begin:end]
            counts = self._starts[slots + 1] - self._starts[slots]
            starts = np.cumsum(counts) - counts
            numbers = np.repeat(self._starts[slots] - starts, counts) + np.arange(counts.sum())
            rounds.append((slots, self._edges[numbers], starts))
        return rounds

    def _relax(self, gain: Longs, worth: Longs, back: Longs) -> int:
        """`loops.relax`, everybody's first turn at once, then everybody's second."""
        back[:] = loops.NONE
        for slots, edges, starts in self._rounds:
            value = worth[self._before[edges]] + gain[edges]
            best = np.maximum.reduceat(value, starts)  # an edge ends in every turn
            counts = np.diff(starts, append=len(edges))
            is_best = value == np.repeat(best, counts)
            ranks = np.where(is_best, np.arange(len(edges)), len(edges))
            first = np.minimum.reduceat(ranks, starts)
            better = best > worth[slots - 1]
            worth[slots] = np.where(better, best, worth[slots - 1])
            back[slots[better]] = edges[first[better]]
        return int(worth[self._lasts].sum())

    def _take(self, back: Longs, taken: Bools) -> None:
        """`loops.take`, everybody's last turn at once, then everybody's last but one."""
        at = self._lasts
        for place in range(len(self._rounds), 0, -1):
            here = np.flatnonzero(self._place[at] == place)
            edges = back[at[here]]
            chosen = edges != loops.NONE
            taken[edges[chosen]] = True
            at[here] = np.where(chosen, self._before[edges], at[here] - 1)
