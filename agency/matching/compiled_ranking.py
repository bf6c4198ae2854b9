"""The best of a list in order, compiled: `agency.matching.scoring` for those who may be in it."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Protocol

import numpy as np

from agency.matching import kernel
from agency.matching.bits import Bits
from agency.matching.distances import thresholds
from agency.matching.engine import Gaps, Ranked
from agency.matching.pool import Pool
from agency.matching.tables import Index, Ints, Longs
from agency.rules.facts import AssignmentFacts
from agency.rules.ranking import PARTS, Scale, prefix64, splitmix64

NOT_SAID = -1


class Rows(Protocol):
    """Requirements by their numbers, with who meets each and who may, as rows of bits."""

    @property
    def number(self) -> Ints: ...

    @property
    def met(self) -> Longs: ...

    @property
    def possible(self) -> Longs: ...


class Ranking:
    """The order of one pool on one day."""

    def __init__(self, pool: Pool, bits: Bits, scale: Scale, day: int) -> None:
        self._pool, self._bits, self._scale, self._day = pool, bits, scale, day

    def best(self, assignment: AssignmentFacts, of: Index, left: Longs, limit: int) -> Ranked:
        """The best of those who are eligible, with the days of cover left to each."""
        classes = np.full(len(of), -1, np.int32)
        chosen, _, score, measures = self._first(assignment, of, classes, left, limit)
        nothing = np.zeros(len(chosen), np.bool_)
        gaps = Gaps(np.full(len(chosen), -1, np.int32), nothing, nothing)
        return Ranked(chosen, score, measures, gaps)

    def scores(self, assignment: AssignmentFacts, of: Index, left: Longs) -> Longs:
        """The scores of all of them."""
        scores = np.empty(len(of), np.int64)
        classes = np.full(len(of), -1, np.int32)
        kernel.score((of, classes, left), *self._asked(assignment), scores)
        return scores

    def nearest(
        self, assignment: AssignmentFacts, of: Index, classes: Ints, asked: Rows, limit: int
    ) -> Ranked:
        """The best of near misses, by class before score, with what each lacks."""
        left = np.zeros(len(of), np.int64)
        chosen, kinds, score, measures = self._first(assignment, of, classes, left, limit)
        gap, unmet = np.empty(len(chosen), np.int64), np.zeros(len(chosen), np.bool_)
        kernel.lack(self._bits.rows, asked.met, asked.possible, chosen, gap, unmet)
        return Ranked(chosen, score, measures, Gaps(asked.number[gap], unmet, kinds == 0))

    def _first(
        self, assignment: AssignmentFacts, of: Index, classes: Ints, left: Longs, limit: int
    ) -> tuple[Index, Ints, Longs, Longs]:
        """So many at most: positions, classes, scores and measures, a row each, in order."""
        room = min(limit, len(of))
        chosen, score = np.empty((2, room), np.int64)
        kinds, measures = np.empty(room, np.int32), np.empty((room, len(PARTS)), np.int64)
        if room:
            best = chosen, kinds, score, measures
            kernel.rank((of, classes, left), *self._asked(assignment), best)
        return chosen, kinds, score, measures

    def _asked(self, assignment: AssignmentFacts) -> tuple[Any, Any, Any]:
        """The wishes, the people and the scales, as `kernel.rank` has them."""
        pool = self._pool
        wishes = self._bits.rows, self._wanted(assignment), *self._wish(assignment)
        people = pool.home, pool.min_pay, pool.completed, pool.prefixes
        return wishes, people, (thresholds(), self._measure)

    def _wanted(self, assignment: AssignmentFacts) -> Longs:
        """The rows of those who have each skill that is preferred."""
        having = self._pool.skills.having
        rows = [self._bits.mask(having(word)) for word in assignment.preferred_skills]
        return np.array(rows, np.int64)

    def _wish(
        self, assignment: AssignmentFacts
    ) -> tuple[int, int, tuple[float, float, float], np.uint64]:
        """What is paid, the row of the specialty, the place, and what ties begin with."""
        specialty, place = NOT_SAID, assignment.place
        if assignment.specialty is not None:
            specialty = self._bits.mask(self._pool.specialties.having(assignment.specialty))
        pay = NOT_SAID if assignment.pay_cents is None else assignment.pay_cents
        point = (place.x, place.y, place.z) if place else (np.nan, np.nan, np.nan)
        start = splitmix64(splitmix64(self._day) ^ prefix64(assignment.ref))
        return pay, specialty, point, np.uint64(start)

    @cached_property
    def _measure(self) -> Longs:
        """The weights of the parts, and where four of them stop counting."""
        scale = self._scale
        weights = [weight for _, weight in scale.weights]
        caps = scale.far_tenths, scale.days_left_cap, scale.margin_cents_cap, scale.placements_cap
        return np.array([*weights, *caps], np.int64)
