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


def allocate(problem: Problem, large: Large | None = None) -> Allocation:
    """The best choice: exact where nobody has two turns, else within a gap that is told.

    What is ``large`` is chosen for by prices.
    """
    watch = clock.Stopwatch()
    chosen, prices, method = _solved(problem, large)
    chosen = np.sort(chosen)
    proof = proven(problem, chosen, prices)
    watch.lap("solve")
    return Allocation(chosen, prices, proof, method, watch.seconds["solve"])


def _solved(problem: Problem, large: Large | None) -> tuple[Index, Longs, str]:
    """Solvers are loaded where there is something to solve: no page needs their memory."""
    if _one_turn_each(problem):
        from agency.matching.allocation.flow import best_by_flow

        return *best_by_flow(problem), FLOW
    if large and len(problem) >= large.edges:
        from agency.matching.allocation.lagrange import best_by_prices

        return *best_by_prices(problem, large), LAGRANGIAN
    from agency.matching.allocation.linear import best_by_linear_program

    return *best_by_linear_program(problem), LINEAR


def _one_turn_each(problem: Problem) -> bool:
    """Whether nobody could take two openings, one after the other."""
    return len(np.unique(problem.turns.candidate)) == len(problem.turns)
