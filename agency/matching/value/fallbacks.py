"""Who would come instead, were somebody lost: the choice made again without her."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from agency.matching.allocation.problem import Problem
from agency.matching.tables import Index, Longs
from agency.matching.value.model import NOBODY, Case
from agency.matching.value.program import Program
from agency.matching.value.standing import Standing


@dataclass(frozen=True, eq=False)
class Place:
    """Somebody's place in an opening: one that is proposed, or one she has.

    For one she has, ``first`` and ``last`` are the days it still has, ``points`` what it is worth
    to have it filled, and ``people`` with ``scores`` everybody else who could take it.
    """

    candidate: int
    opening: int = -1
    first: int = 0
    last: int = 0
    points: int = 0
    people: Index = field(default_factory=lambda: NOBODY)
    scores: Longs = field(default_factory=lambda: NOBODY)


@dataclass(frozen=True)
class Fallback:
    """Who takes a place when it is lost, None for nobody, with her score; how many openings fewer
    are filled, and what the choice as a whole loses, in thousandths of a point.

    Losing somebody who is pinned may make the choice better: then it loses nothing.
    Of a place that somebody has, no more is lost than others lose by it, and what it is worth to
    have it filled where nobody takes it: her own score is not counted.
    """

    candidate: int | None
    score: int
    fewer: int
    costs: int


class Fallbacks:
    """One choice, in which one person after the other is lost."""

    def __init__(self, standing: Standing, held: Sequence[Place], points: Longs) -> None:
        """``held`` are the places people have, ``points`` what each opening is worth filled."""
        self._standing = standing
        self._points = np.concatenate([points, [place.points for place in held]]).astype(np.int64)
        problem = _wider(standing.problem, held)
        self._held = {id(place): len(points) + number for number, place in enumerate(held)}
        self._program = Program(standing, problem, np.zeros(len(problem), np.bool_))
        self._before = _people_in(standing)

    def without(self, place: Place) -> Fallback:
        """The choice without the person who has this place, or for whom it is proposed.

        Where she is pinned, that is free again; all others who are pinned stay.
        """
        pins = self._standing.pins
        hers = np.flatnonzero(pins.candidate == place.candidate)
        held = self._held.get(id(place))
        wider = (*pins.opening[hers].tolist(), *([] if held is None else [held]))
        chosen = self._program.best(Case(absent=place.candidate, wider=wider))
        opening = place.opening if held is None else held
        instead = self._new_in(opening, chosen)
        found = self._standing.found
        before = found.proof.objective + int(pins.weight[hers].sum())
        costs = before - self._program.worth(chosen)
        fewer = len(found.chosen) + len(hers) - len(chosen)
        score = 0
        if instead is not None:
            edge = chosen[self._is_pair(chosen, instead, opening)][0]
            score = int(self._program.problem.weight[edge] - self._points[opening])
        if held is not None:
            costs += place.points + score
            fewer += 1
        return Fallback(instead, score, max(fewer, 0), max(costs, 0))

    def _new_in(self, opening: int, chosen: Index) -> int | None:
        """Who is in an opening and was not; of several who came the one who is worth most."""
        problem = self._program.problem
        here = chosen[problem.opening[chosen] == opening]
        before = self._before.get(opening, frozenset())
        came = [edge for edge in here.tolist() if int(problem.candidate[edge]) not in before]
        if not came:
            return None
        best = max(came, key=lambda edge: (int(problem.weight[edge]), -edge))
        return int(problem.candidate[best])

    def _is_pair(self, edges: Index, candidate: int, opening: int) -> Index:
        problem = self._program.problem
        is_hers = problem.candidate[edges] == candidate
        return np.flatnonzero(is_hers & (problem.opening[edges] == opening))


def proposed_places(standing: Standing) -> Iterator[Place]:
    """The places that are proposed: those that are chosen, then those that are pinned."""
    pairs = zip(standing.candidate.tolist(), standing.opening.tolist(), strict=True)
    return (Place(candidate, opening) for candidate, opening in pairs)


def _people_in(standing: Standing) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for place in proposed_places(standing):
        found.setdefault(place.opening, set()).add(place.candidate)
    return {opening: frozenset(people) for opening, people in found.items()}


def _wider(problem: Problem, held: Sequence[Place]) -> Problem:
    """The same with an opening without room for each place somebody has, and who could take it."""
    openings = len(problem.room)
    candidate, opening, weight = [problem.candidate], [problem.opening], [problem.weight]
    for number, place in enumerate(held):
        candidate.append(place.people)
        opening.append(np.full(len(place.people), openings + number))
        weight.append(place.scores + place.points)
    return Problem(
        first=np.concatenate([problem.first, [one.first for one in held]]).astype(np.int64),
        last=np.concatenate([problem.last, [one.last for one in held]]).astype(np.int64),
        room=np.concatenate([problem.room, np.zeros(len(held), np.int64)]).astype(np.int64),
        candidate=np.concatenate(candidate).astype(np.int64),
        opening=np.concatenate(opening).astype(np.int64),
        weight=np.concatenate(weight).astype(np.int64),
        one_each=problem.one_each,
    )
