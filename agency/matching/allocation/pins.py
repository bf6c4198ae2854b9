"""Which pins can be kept, and what is in the way of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from agency.matching.allocation.problem import Problem
from agency.matching.tables import Longs

KEPT, NOT_ELIGIBLE, OVERLAPS, FULL = "kept", "not_eligible", "overlaps", "full"
# A candidate of a pin who has no edge at all.
NOBODY = -1
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one pin: its edge if it is kept; ``other`` is the pin it overlaps, by its
    place among all.
    """

    outcome: str
    edge: int | None = None
    other: int | None = None


def answered(problem: Problem, pins: Sequence[Pair]) -> list[Answer]:
    """What becomes of pins, each a candidate and an opening, the first of which go before others.

    One that cannot be kept is left out, and says why: it never makes the choice fail.
    """
    return list(_answered(problem, pins))


def _answered(problem: Problem, pins: Sequence[Pair]) -> Iterator[Answer]:
    edge_of, room = _edges(problem, pins), problem.room.tolist()
    kept: dict[int, list[int]] = {}
    for place, (candidate, opening) in enumerate(pins):
        edge = edge_of.get((candidate, opening))
        before = kept.setdefault(candidate, [])
        other = next((one for one in before if _in_the_way(problem, pins[one][1], opening)), None)
        if edge is None:
            yield Answer(NOT_ELIGIBLE)
        elif other is not None:
            yield Answer(OVERLAPS, other=other)
        elif room[opening] <= 0:
            yield Answer(FULL)
        else:
            before.append(place)
            room[opening] -= 1
            yield Answer(KEPT, edge)


def _edges(problem: Problem, pins: Sequence[Pair]) -> dict[Pair, int]:
    """The edge of each of these pairs that has one; of several the most valuable."""
    keys = _keys(problem, problem.candidate, problem.opening)
    wanted = np.array(pins, np.int64).reshape(-1, 2)
    found = np.flatnonzero(np.isin(keys, _keys(problem, wanted[:, 0], wanted[:, 1])))
    found = found[np.argsort(problem.weight[found], kind="stable")]
    pairs = zip(problem.candidate[found].tolist(), problem.opening[found].tolist(), strict=True)
    return dict(zip(pairs, found.tolist(), strict=True))


def _keys(problem: Problem, candidate: Longs, opening: Longs) -> Longs:
    return candidate * len(problem.room) + opening


def _in_the_way(problem: Problem, one: int, two: int) -> bool:
    """Whether nobody can work in both openings."""
    first, last = problem.first, problem.last
    return problem.one_each or bool(first[one] <= last[two] and first[two] <= last[one])


def pinned(problem: Problem, answers: Sequence[Answer]) -> Problem:
    """The same problem, in which every choice keeps the pins that can be."""
    edges = sorted(one.edge for one in answers if one.edge is not None)
    return replace(problem, pinned=np.array(edges, np.int64))


def without(problem: Problem, exclusions: Sequence[Pair]) -> Problem:
    """The same problem without the edges of these pairs, each a candidate and an opening."""
    if not exclusions:
        return problem
    unwanted = np.array(exclusions, np.int64).reshape(-1, 2)
    keys = _keys(problem, problem.candidate, problem.opening)
    return problem.of(~np.isin(keys, _keys(problem, unwanted[:, 0], unwanted[:, 1])))
