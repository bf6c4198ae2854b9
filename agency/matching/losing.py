"""Who would come instead of whom in a full run, and what hangs on one person alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from agency.matching.allocation.worth import Worth
from agency.matching.engine import Engine, Limits
from agency.matching.past_facts import all_facts_of
from agency.matching.snapshot import Opening
from agency.matching.value.fallbacks import Fallback, Fallbacks, Place, proposed_places
from agency.matching.value.standing import Standing
from agency.placements.busy import BusyPlacement
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.remedies import Remedy, remedies
from agency.rules.requisition import Ended, window_of
from agency.rules.rulebook import NoRules
from agency.rules.steps import WORK

# Of so many near misses it is looked how they could take what hangs on one person.
NEAREST = 10
PLACED, PROPOSED = "placed", "proposed"


@dataclass(frozen=True)
class Lost:
    """Somebody's place, the assignment by reference, and what there is instead."""

    kind: str
    assignment: str
    candidate: int
    others: int
    fallback: Fallback


@dataclass(frozen=True)
class Lone:
    """What one person alone could take or has, and the cheapest change by which another could.

    ``work`` are the days it is about, and ``unwanted`` who is there already or is not to come.
    """

    kind: str
    assignment: str
    candidate: int
    work: AssignmentFacts
    unwanted: frozenset[str]


@dataclass(frozen=True)
class Fix:
    """Who could be made eligible, a place in the pool, and how."""

    candidate: int
    remedy: Remedy


class Losing:
    """One run: the places that people have and those that are proposed, the soonest first."""

    def __init__(
        self,
        engine: Engine,
        openings: Sequence[Opening],
        standing: Standing,
        worth: Worth,
        busy: Sequence[tuple[BusyPlacement, str]],
        excluded: Mapping[int, Collection[str]],
    ) -> None:
        """``busy`` are the placements of the day, each with the priority of its assignment, and
        ``excluded`` by row id of an assignment who is not to be placed there.
        """
        self._engine, self._openings, self._standing = engine, openings, standing
        self._unwanted = _unwanted(busy, excluded)
        held = (self._held_place(*each, worth) for each in busy)
        self._held = _once(one for one in held if one)
        points = np.array([worth.by_priority[one.priority] for one in openings], np.int64)
        self._fallbacks = Fallbacks(standing, [place for place, _ in self._held], points)
        pins, count = standing.pins, len(openings)
        pinned = np.bincount(pins.opening, minlength=count)
        self._room = standing.problem.room + pinned
        self._could = np.bincount(standing.problem.opening, minlength=count) + pinned

    @property
    def places(self) -> int:
        return len(self._held) + len(self._standing.candidate)

    def lost(self, most: int) -> Iterator[Lost]:
        """What there is instead of each; of ``most`` of them, those that people have first."""
        for place, busy in self._held[:most]:
            found, others = self._fallbacks.without(place), len(place.people)
            yield Lost(PLACED, busy.work.ref, place.candidate, others, found)
        for place in self._proposed()[: max(most - len(self._held), 0)]:
            ref, others = self._ref(place.opening), int(self._could[place.opening]) - 1
            yield Lost(PROPOSED, ref, place.candidate, others, self._fallbacks.without(place))

    def lone(self) -> Iterator[Lone]:
        """What hangs on one person: places nobody else could take, then openings."""
        for place, busy in self._held:
            if not len(place.people):
                unwanted = self._unwanted[busy.assignment_id] | self._pinned_away(busy.work)
                yield Lone(PLACED, busy.work.ref, place.candidate, busy.work, unwanted)
        for opening in np.flatnonzero((self._could == 1) & (self._room > 0)).tolist():
            of = self._openings[opening]
            work, unwanted = of.assignment, of.placed | of.excluded
            unwanted |= self._pinned_away(work)
            yield Lone(PROPOSED, work.ref, self._only(opening), work, unwanted)

    def _only(self, opening: int) -> int:
        """The one person who could take it, or is pinned there."""
        of = (self._standing.problem, self._standing.pins)
        (candidate,) = np.concatenate([one.candidate[one.opening == opening] for one in of])
        return int(candidate)

    def _pinned_away(self, work: AssignmentFacts) -> frozenset[str]:
        """The references of those whom a pin keeps from work, the days it still has."""
        window, refs = window_of(work, self._engine.day), self._engine.pool.refs
        away = self._standing.pinned_in(window.first, window.last)
        return frozenset(refs[one] for one in away.tolist())

    def fix_of(self, lone: Lone, keeps_percent: int) -> Fix | None:
        """The cheapest change by which a near miss could take it in time; None if there is none."""
        engine = self._engine
        found = engine.match(lone.work, lone.unwanted, Limits(0, NEAREST))
        near = {engine.pool.refs[one]: one for one in found.nearest.candidate.tolist()}
        fixes = [
            Fix(near[ref], remedy)
            for ref, facts in all_facts_of(engine.pool, near).items()
            for remedy in self._in_time(facts, lone, keeps_percent)
        ]
        order = {one: place for place, one in enumerate(near.values())}
        return min(fixes, key=lambda fix: (*_dear(fix.remedy), order[fix.candidate]), default=None)

    def _in_time(self, facts: CandidateFacts, lone: Lone, keeps_percent: int) -> Iterator[Remedy]:
        """Those that have taken effect when the work begins; work that is held is not changed."""
        engine = self._engine
        for one in remedies(facts, lone.work, engine.book, engine.day, keeps_percent):
            fixed = lone.kind == PLACED and any(step.kind in WORK for step in one.steps)
            ready = one.ready_on
            if ready is not None and ready.toordinal() <= one.window.first and not fixed:
                yield one

    def _proposed(self) -> list[Place]:
        """The soonest first."""
        first = self._standing.problem.first

        def order(place: Place) -> tuple[int, str, int]:
            return int(first[place.opening]), self._ref(place.opening), place.candidate

        return sorted(proposed_places(self._standing), key=order)

    def _held_place(
        self, busy: BusyPlacement, priority: str, worth: Worth
    ) -> tuple[Place, BusyPlacement] | None:
        """A place somebody has, with everybody else who could take the days it still has.

        None for whoever is not in the pool, and of work of which no rules are known.
        """
        engine = self._engine
        candidate = engine.pool.index.get(busy.candidate_ref)
        if candidate is None:
            return None
        try:
            unwanted = self._unwanted[busy.assignment_id] | self._pinned_away(busy.work)
            people, scores = engine.pairs(busy.work, unwanted, "eligible")
            window = window_of(busy.work, engine.day)
        except (NoRules, Ended):
            return None
        days, points = (window.first, window.last), worth.by_priority[priority]
        place = Place(candidate, -1, *days, points, people.astype(np.int64), scores)
        return place, busy

    def _ref(self, opening: int) -> str:
        return self._openings[opening].assignment.ref


def _once(held: Iterable[tuple[Place, BusyPlacement]]) -> list[tuple[Place, BusyPlacement]]:
    """The soonest first; of two stays of one person on one assignment only the first."""
    found: dict[tuple[int, int], tuple[Place, BusyPlacement]] = {}
    for one in sorted(held, key=lambda one: (one[0].first, one[1].candidate_ref, one[1].id)):
        found.setdefault((one[1].assignment_id, one[0].candidate), one)
    return list(found.values())


def _unwanted(
    busy: Sequence[tuple[BusyPlacement, str]], excluded: Mapping[int, Collection[str]]
) -> Mapping[int, frozenset[str]]:
    """By row id of an assignment, who is placed on it or excluded from it."""
    found: dict[int, set[str]] = defaultdict(set)
    for one, _ in busy:
        found[one.assignment_id].add(one.candidate_ref)
    return {id: frozenset(refs.union(excluded.get(id, ()))) for id, refs in found.items()}


def _dear(remedy: Remedy) -> tuple[Any, ...]:
    """The fewest steps first, then those that leave the work as it is, then what costs least."""
    of_work = sum(step.kind in WORK for step in remedy.steps)
    cost = remedy.cost
    return len(remedy.steps), of_work, cost is None, cost or 0, remedy.ready_on
