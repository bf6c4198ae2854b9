"""What it costs to put somebody where a choice does not have her: by choosing again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import Proven
from agency.matching.allocation.solving import Allocation, allocate


@dataclass(frozen=True, slots=True)
class Priced:
    """What the best choice loses if it must take an edge: ``costs`` of those that were found.

    It is no less than ``least`` and no more than ``most``, which are proven; where both choices are
    proven to be the best, all three are one. ``chosen`` is how many people that choice has.
    """

    costs: int
    least: int
    most: int
    chosen: int

    @property
    def exact(self) -> bool:
        return self.least == self.most


def priced(problem: Problem, best: Proven, edge: int) -> Priced:
    """The price of an edge that no pin stands in the way of; ``best`` is that of the choice."""
    forced = with_edge(problem, edge)
    proof = forced.proof
    return Priced(
        costs=max(best.objective - proof.objective, 0),
        least=max(best.objective - proof.bound, 0),
        most=max(best.bound - proof.objective, 0),
        chosen=len(forced.chosen),
    )


def with_edge(problem: Problem, edge: int) -> Allocation:
    """The best choice that takes an edge besides what is pinned."""
    forced = replace(problem, pinned=np.sort(np.append(problem.pinned, edge)))
    return allocate(forced, least=False)
