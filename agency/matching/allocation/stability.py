"""Pairs who would both prefer each other to what a choice gives them.

An assignment prefers whoever has the better score, and anybody to an empty place. A person prefers
what pays more, of equal pay where her score is better, and anything to nothing. So a person and an
opening disturb a choice if the opening has a place left or somebody with a lower score in it, and
she has nothing on these days or prefers it to all that she has. Pins are kept whatever anybody
prefers: nobody who is pinned leaves or makes way.
"""

from __future__ import annotations

import numpy as np

from agency.matching.allocation.problem import Problem
from agency.matching.tables import Bools, Index, Longs

NOTHING = -1
NEVER = np.iinfo(np.int64).max


def unsettled(problem: Problem, chosen: Index, score: Longs, pay: Longs) -> Index:
    """The edges of such pairs, in order; ``score`` is of each edge, ``pay`` of each opening."""
    asked = _wanted_by_openings(problem, chosen, score) & ~_taken(problem, chosen)
    edges = np.flatnonzero(asked & (problem.room[problem.opening] > 0))
    liking = _liking(score, pay[problem.opening])
    turns, begin, end = problem.turns, problem.turns.begin, problem.turns.end
    has = np.full(len(turns) + 1, NOTHING)
    for edge in chosen.tolist():
        has[begin[edge] : end[edge]] = liking[edge]
    for edge in problem.pinned.tolist():
        has[begin[edge] : end[edge]] = NEVER
    if not len(edges):
        return edges
    ranges = np.column_stack([begin[edges], end[edges]]).ravel()
    best = np.maximum.reduceat(has, ranges)[::2]
    found: Index = edges[liking[edges] > best]
    return found


def _wanted_by_openings(problem: Problem, chosen: Index, score: Longs) -> Bools:
    """The edges whose opening has a place left, or somebody who may go with a lower score."""
    filled = np.bincount(problem.opening[chosen], minlength=len(problem.room))
    least = np.full(len(problem.room), NEVER)
    may_go = chosen[~np.isin(chosen, problem.pinned)]
    np.minimum.at(least, problem.opening[may_go], score[may_go])
    wanted: Bools = (filled < problem.room)[problem.opening] | (score > least[problem.opening])
    return wanted


def _taken(problem: Problem, chosen: Index) -> Bools:
    """The edges of pairs that are chosen, whichever of their edges it was."""
    keys = problem.candidate * len(problem.room) + problem.opening
    return np.isin(keys, keys[chosen])


def _liking(score: Longs, pay: Longs) -> Longs:
    """How well each edge is liked by its person: greater is better, and 0 is the least."""
    _, liking = np.unique(np.column_stack([pay, score]), axis=0, return_inverse=True)
    return liking.astype(np.int64).reshape(-1)
