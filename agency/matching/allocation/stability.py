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
from agency.matching.tables import Index, Longs

NOTHING = -1
NEVER = np.iinfo(np.int64).max


def unsettled(problem: Problem, chosen: Index, score: Longs, pay: Longs) -> Index:
    """The edges of such pairs, in order; ``score`` is of each edge, ``pay`` of each opening."""
    edges = _wanted_by_openings(problem, chosen, score)
    if not len(edges):
        return edges
    both = np.concatenate([chosen, edges])
    liking = _liking(score[both], pay[problem.opening[both]])
    has = _had(problem, chosen, liking[: len(chosen)])
    ranges = np.column_stack([problem.turns.begin[edges], problem.turns.end[edges]]).ravel()
    found: Index = edges[liking[len(chosen) :] > np.maximum.reduceat(has, ranges)[::2]]
    return found


def _had(problem: Problem, chosen: Index, liking: Longs) -> Longs:
    """How well each turn likes what it has, one turn more behind the last: pins more than all."""
    turns, has = problem.turns, np.full(len(problem.turns) + 1, NOTHING)
    for edge, likes in zip(chosen.tolist(), liking.tolist(), strict=True):
        has[turns.begin[edge] : turns.end[edge]] = likes
    for edge in problem.pinned.tolist():
        has[turns.begin[edge] : turns.end[edge]] = NEVER
    return has


def _wanted_by_openings(problem: Problem, chosen: Index, score: Longs) -> Index:
    """The edges whose opening has a place left, or somebody who may go with a lower score.

    Those of pairs that are chosen are none of them, whichever of their edges it was.
    """
    filled = np.bincount(problem.opening[chosen], minlength=len(problem.room))
    least = np.full(len(problem.room), NEVER)
    may_go = chosen[~np.isin(chosen, problem.pinned)]
    np.minimum.at(least, problem.opening[may_go], score[may_go])
    wanted = (filled < problem.room)[problem.opening] | (score > least[problem.opening])
    edges = np.flatnonzero(wanted & (problem.room > 0)[problem.opening])
    keys = problem.candidate * len(problem.room) + problem.opening
    return edges[~np.isin(keys[edges], keys[chosen])]


def _liking(score: Longs, pay: Longs) -> Longs:
    """How well each edge is liked by its person: greater is better, and 0 is the least.

    By ranks, which are small whatever amounts they are of.
    """
    (_, paid), (scores, scored) = (np.unique(of, return_inverse=True) for of in (pay, score))
    liking: Longs = paid * len(scores) + scored
    return liking
