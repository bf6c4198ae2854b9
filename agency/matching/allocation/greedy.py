"""The baseline: the most valuable edge that still fits, one after the other."""

from __future__ import annotations

import numpy as np

from agency.matching.allocation.problem import Problem
from agency.matching.tables import Index, Longs


def greedy(problem: Problem, value: Longs | None = None) -> Index:
    """What is pinned, then edges in the order of ``value``, or of their weights, as long as nothing
    is in their way.
    """
    of = problem.weight if value is None else value
    turns, room = problem.turns, problem.room.tolist()
    begin, end, opening = turns.begin.tolist(), turns.end.tolist(), problem.opening.tolist()
    taken = bytearray(len(turns))
    chosen = []
    for edge in (*problem.pinned.tolist(), *np.lexsort((np.arange(len(of)), -of)).tolist()):
        one, until = begin[edge], end[edge]
        if room[opening[edge]] > 0 and not any(taken[one:until]):
            taken[one:until] = b"\x01" * (until - one)
            room[opening[edge]] -= 1
            chosen.append(edge)
    return np.array(sorted(chosen), np.int64)
