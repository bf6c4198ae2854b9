"""How good a choice is, provably: nothing but additions and comparisons of whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agency.matching.allocation.problem import Problem
from agency.matching.tables import Bools, Index, Longs


class NotFeasible(ValueError):
    """What was chosen breaks a rule of the problem."""


@dataclass(frozen=True)
class Proven:
    """What a choice is worth, and what no choice can be worth more than."""

    objective: int
    bound: int

    @property
    def gap(self) -> float:
        """How much better another choice might be, as a share of the bound."""
        return (self.bound - self.objective) / self.bound if self.bound else 0.0


def proven(problem: Problem, chosen: Index, prices: Longs) -> Proven:
    """Check a choice, and bound every other by what turns cost; raises NotFeasible.

    ``chosen`` are edges and ``prices`` what each turn costs, 0 or more. Whoever pays those prices
    may take what edges he likes: then the best for each opening are its most valuable ones, and no
    choice that keeps to the rules is worth more than those and all prices together (weak duality;
    Lagrange). With any prices at all the bound is true; with good ones it is close. What is pinned
    must be chosen, and is worth what it is in every choice.
    """
    if len(np.unique(chosen)) < len(chosen):
        raise NotFeasible("an edge is chosen twice")
    if np.any(np.bincount(problem.opening[chosen], minlength=len(problem.room)) > problem.room):
        raise NotFeasible("an opening has more people than room")
    if np.any(problem.turns.sizes(chosen) > 1):
        raise NotFeasible("somebody works in two windows that overlap")
    if not np.all(np.isin(problem.pinned, chosen)):
        raise NotFeasible("somebody who is pinned is not chosen")
    if np.any(prices < 0):
        raise NotFeasible("a price is less than nothing")
    return Proven(int(problem.weight[chosen].sum()), bound_by(problem, prices))


def bound_by(problem: Problem, prices: Longs) -> int:
    """What no choice is worth more than, by the prices of turns: see `proven`."""
    left = _left(problem, prices)
    pinned = problem.weight[problem.pinned].sum()
    return int(pinned + prices.sum() + left[most_valuable(problem, left)].sum())


def _left(problem: Problem, prices: Longs) -> Longs:
    """What each edge is worth beside the prices; nothing where a pin is in its way."""
    left = np.maximum(problem.weight - problem.turns.summed(prices), 0)
    return np.where(problem.open_edges, left, 0)


def most_valuable(problem: Problem, value: Longs, more: int = 0) -> Bools:
    """The edges with the greatest value of each opening: as many as it has places, and some more.

    Of equals those that come first.
    """
    order = np.lexsort((-value, problem.opening))
    firsts = np.searchsorted(problem.opening[order], np.arange(len(problem.room)))
    place = np.arange(len(order)) - firsts[problem.opening[order]]
    room = problem.places[problem.opening[order]]
    chosen = np.zeros(len(order), np.bool_)
    chosen[order] = (place < room + more) & (room > 0)
    return chosen


def opening_prices(problem: Problem, prices: Longs) -> Longs:
    """What a place in each opening costs: what the least of its most valuable edges is worth beside
    the ``prices`` of turns, and nothing where there is room for all.
    """
    left = _left(problem, prices)
    best = most_valuable(problem, left)
    count = np.bincount(problem.opening[best], minlength=len(problem.room))
    least = np.full(len(problem.room), np.iinfo(np.int64).max)
    np.minimum.at(least, problem.opening[best], left[best])
    return np.where((count < problem.places) | (problem.places == 0), 0, least)
