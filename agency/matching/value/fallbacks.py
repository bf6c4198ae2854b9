"""Who would come instead, were somebody lost: the choice made again without her."""

from __future__ import annotations

from collections import defaultdict
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
    """Who takes a place when its person is lost, None for nobody, with the score.

    How many openings fewer are filled, and what the choice as a whole loses, in thousandths of a
    point, is told of the person: it is the same of all her places, and counts once. Losing somebody
    who is pinned may make the choice better: then it loses nothing. Of places that somebody has, no
    more is lost than others lose by it, and what it is worth to have those filled that nobody
    takes: her own score is not counted.
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
        self._held_by: dict[int, list[int]] = defaultdict(list)
        for place in held:
            self._held_by[place.candidate].append(self._held[id(place)])
        self._program = Program(standing, problem, np.zeros(len(problem), np.bool_))
        self._before = _people_in(standing)
        self._lost: dict[int, dict[int, Fallback]] = {}

    def without(self, place: Place) -> Fallback:
        """What there is instead of a place, in the choice without its person in all her places.

        Where she is pinned, that is free again; all others who are pinned stay.
        """
        if place.candidate not in self._lost:
            self._lost[place.candidate] = self._without(place.candidate)
        return self._lost[place.candidate][self._held.get(id(place), place.opening)]

    def _without(self, candidate: int) -> dict[int, Fallback]:
        """The same of all her places, by opening."""
        standing, held = self._standing, self._held_by[candidate]
        hers = np.flatnonzero(standing.pins.candidate == candidate)
        wider = (*standing.pins.opening[hers].tolist(), *held)
        chosen = self._program.best(Case(absent=candidate, wider=wider))
        before = standing.found.proof.objective + int(standing.pins.weight[hers].sum())
        places = [*standing.opening[standing.candidate == candidate].tolist(), *held]
        came = {opening: self._came(opening, chosen) for opening in places}
        filled = sum(int(self._points[opening]) + came[opening][1] for opening in held)
        costs = before - self._program.worth(chosen) + filled
        fewer = len(standing.found.chosen) + len(hers) + len(held) - len(chosen)
        told = max(fewer, 0), max(costs, 0)
        return {opening: Fallback(*came[opening], *told) for opening in places}

    def _came(self, opening: int, chosen: Index) -> tuple[int | None, int]:
        """Who is in an opening and was not, with the score; of several who is worth most."""
        problem = self._program.problem
        here = chosen[problem.opening[chosen] == opening]
        before = self._before.get(opening, frozenset())
        came = [edge for edge in here.tolist() if int(problem.candidate[edge]) not in before]
        if not came:
            return None, 0
        best = max(came, key=lambda edge: (int(problem.weight[edge]), -edge))
        return int(problem.candidate[best]), int(problem.weight[best] - self._points[opening])


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
