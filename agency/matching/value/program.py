"""Choosing again when a little is otherwise, by what the choice as it stands has shown.

The prices of that choice say of every edge how much it could still add. So most edges never enter
the program; those that could make a case better than it was found to be are looked at each time,
so that what is found is the best over all edges.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property

import numpy as np

from agency.matching.allocation.linear import SMALL, UNIT
from agency.matching.allocation.problem import Problem
from agency.matching.tables import Bools, Index, Longs
from agency.matching.value.model import Case, Model, Solved
from agency.matching.value.prices import Floats
from agency.matching.value.standing import ALL_OF_IT, Standing, likely

MOST_ROUNDS = 50


class Program:
    """The problem of a choice with more edges, and perhaps with more openings, at its end.

    ``tied`` are those of the new edges that are their candidate's only if she is a taker of what
    is looked at. Openings that are new have no room, but in a case that gives them some.
    """

    def __init__(self, standing: Standing, problem: Problem, tied: Bools) -> None:
        self.standing, self.problem, self.tied = standing, problem, tied
        self.could_add = self._could_add()
        self._inside = self._first_in()
        self._model = self._made()

    def best(self, case: Case) -> Index:
        """The edges of the best choice in a case."""
        for _ in range(MOST_ROUNDS):
            solved = self._model.solve(case)
            better = self._better(solved, case)
            if not len(better):
                break
            self._inside[better] = True
            self._model = self._made()
        chosen = self._model.edges[self._model.whole(solved)]
        self._model.undo(case)
        return chosen

    def worth(self, chosen: Index) -> int:
        """What a choice is worth, in thousandths of a point."""
        return int(self.problem.weight[chosen].sum())

    def could_add_to(self, case: Case) -> float:
        """No case of its kind is worth more than the choice as it stands and this, in points."""
        added = float(self._opening_prices[[*case.wider]].sum())
        if case.most:
            people, could_add = self._takers
            added += float(could_add[np.isin(people, case.takers)][: case.most].sum())
        return added + self.standing.gap

    def could_add_by_taker(self) -> dict[int, float]:
        """How much each taker might add at most, alone; whoever could add nothing is left out."""
        return self._by_taker

    @cached_property
    def _takers(self) -> tuple[Index, Floats]:
        """Those who could add anything, who most first; and how much."""
        ordered = sorted(self._by_taker.items(), key=lambda one: (-one[1], one[0]))
        people, could_add = zip(*ordered, strict=True) if ordered else ((), ())
        return np.array(people, np.int64), np.array(could_add, np.float64)

    @cached_property
    def _by_taker(self) -> dict[int, float]:
        problem, could_add = self.problem, self.could_add
        some = np.flatnonzero(self.tied & (could_add > SMALL))
        opening = problem.opening[some]
        columns = problem.candidate[some], problem.first[opening], problem.last[opening]
        hers: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        rows = zip(*(column.tolist() for column in (*columns, could_add[some])), strict=True)
        for one, first, last, added in rows:
            hers[one].append((last, first, added))
        return {one: _most_of(windows, problem.one_each) for one, windows in hers.items()}

    @cached_property
    def _opening_prices(self) -> Floats:
        """Those of the choice; a place in an opening that has none costs what it could be worth."""
        prices = np.zeros(len(self.problem.room))
        prices[: len(self.standing.opening_prices)] = self.standing.opening_prices
        closed = self.problem.room[self.problem.opening] <= 0
        np.maximum.at(prices, self.problem.opening[closed], self._left[closed])
        return prices

    @cached_property
    def _left(self) -> Floats:
        known = len(self.standing.left)
        new = np.arange(known, len(self.problem))
        asked = self.standing.day_prices.asked(self.problem, new)
        return np.concatenate([self.standing.left, self.problem.weight[new] / UNIT - asked])

    def _could_add(self) -> Floats:
        """What each edge could add, by the prices of the choice as it stands."""
        added: Floats = self._left - self._opening_prices[self.problem.opening]
        return added

    def _first_in(self) -> Bools:
        inside = np.zeros(len(self.problem), np.bool_)
        known = len(self.standing.left)
        inside[:known] = self.standing.first_in
        if len(self.problem) <= ALL_OF_IT:
            inside[known:] = True
        inside[known:] |= self.tied[known:] & (self.could_add[known:] > SMALL)
        untied = np.flatnonzero(~self.tied[known:]) + known
        new = self.problem.of(untied)
        value: Longs = np.round(self._left[untied] * UNIT).astype(np.int64)
        inside[untied] |= likely(new, value)
        return inside

    def _made(self) -> Model:
        return Model(self.problem, np.flatnonzero(self._inside), self.tied)

    def _better(self, solved: Solved, case: Case) -> Index:
        """The edges not in the program that would make what was found better."""
        slack = self.could_add_to(case) + self.standing.found.proof.objective / UNIT - solved.value
        order, could_add = self._most_first
        some = order[: int(np.searchsorted(-could_add, slack + SMALL))]
        some = some[~self._inside[some]]
        some = some[self._is_open(case, some)]
        left = self.problem.weight[some] / UNIT
        left -= solved.opening_prices[self.problem.opening[some]]
        some = some[left > SMALL]
        asked = solved.day_prices.asked(self.problem, some)
        return some[left[left > SMALL] - asked > SMALL]

    @cached_property
    def _most_first(self) -> tuple[Index, Floats]:
        """All edges, those first that could add most, and how much."""
        order = np.argsort(-self.could_add, kind="stable")
        return order, self.could_add[order]

    def _is_open(self, case: Case, edges: Index) -> Bools:
        """Which of these edges can be taken at all in a case."""
        candidate, opening = self.problem.candidate[edges], self.problem.opening[edges]
        open_ = self.problem.room[opening] > 0
        open_ |= np.isin(opening, [*case.wider])
        if case.absent is not None:
            open_ &= candidate != case.absent
        open_ &= ~self.tied[edges] | np.isin(candidate, case.takers)
        return open_


def _most_of(windows: list[tuple[int, int, float]], one_each: bool) -> float:
    """The most that windows (last and first day, and what it could add) come to that share no day,
    or, with ``one_each``, one of them.
    """
    if one_each:
        return max(could_add for _, _, could_add in windows)
    ends, best = [-1], [0.0]
    for last, first, could_add in sorted(windows):
        before = best[bisect_left(ends, first) - 1]
        ends.append(last)
        best.append(max(best[-1], before + could_add))
    return best[-1]


def with_edges(problem: Problem, candidate: Index, opening: Index, weight: Longs) -> Problem:
    """The same with more edges, after those there are."""
    return Problem(
        problem.first,
        problem.last,
        problem.room,
        np.concatenate([problem.candidate, candidate]),
        np.concatenate([problem.opening, opening]),
        np.concatenate([problem.weight, weight]),
        problem.one_each,
    )
