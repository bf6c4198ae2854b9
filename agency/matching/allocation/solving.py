"""A problem solved by the way that suits it, and proven."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agency import clock
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import Proven, proven
from agency.matching.allocation.worth import Large
from agency.matching.tables import Index, Longs

FLOW, LINEAR, LAGRANGIAN = "flow", "linear", "lagrangian"


@dataclass(frozen=True)
class Allocation:
    """The edges chosen, in order, what each turn costs, and how good that is."""

    chosen: Index
    prices: Longs
    proof: Proven
    method: str
    seconds: float


def allocate(problem: Problem, large: Large | None = None, *, least: bool = True) -> Allocation:
    """The best choice: exact where nobody has two turns, else within a gap that is told.

    What is pinned is taken first, and the rest chosen among what is left; what is ``large`` is
    chosen for by prices. Without ``least`` its prices prove it and serve for nothing else.
    """
    watch = clock.Stopwatch()
    rest, edges = unpinned(problem)
    chosen, prices, method = _solved(rest, large, least=least)
    chosen = np.sort(np.concatenate([problem.pinned, edges[chosen]]))
    prices = problem.turns.carried(prices, rest.turns)
    proof = proven(problem, chosen, prices)
    watch.lap("solve")
    return Allocation(chosen, prices, proof, method, watch.seconds["solve"])


def unpinned(problem: Problem) -> tuple[Problem, Index]:
    """What is left to choose besides the pins, and which edges that has."""
    if not len(problem.pinned):
        return problem, np.arange(len(problem))
    edges = np.flatnonzero(problem.open_edges)
    return problem.besides(problem.pinned, edges), edges


def _solved(problem: Problem, large: Large | None, *, least: bool) -> tuple[Index, Longs, str]:
    """Solvers are loaded where there is something to solve: no page needs their memory."""
    if _one_turn_each(problem):
        from agency.matching.allocation.flow import best_by_flow

        return *best_by_flow(problem), FLOW
    if large and len(problem) >= large.edges:
        from agency.matching.allocation.lagrange import best_by_prices

        return *best_by_prices(problem, large), LAGRANGIAN
    from agency.matching.allocation.linear import best_by_linear_program

    return *best_by_linear_program(problem, least=least), LINEAR


def _one_turn_each(problem: Problem) -> bool:
    """Whether nobody could take two openings, one after the other."""
    return len(np.unique(problem.turns.candidate)) == len(problem.turns)
