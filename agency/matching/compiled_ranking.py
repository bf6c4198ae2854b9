"""The best of a list in order, compiled: `agency.matching.scoring` for those who may be in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from agency.matching import kernel_ranking as kernel
from agency.matching.bits import Bits, positions
from agency.matching.distances import thresholds
from agency.matching.engine import Gaps, Ranked
from agency.matching.kernel import lack
from agency.matching.mixing import Words64
from agency.matching.pool import Pool
from agency.matching.reach import Reaches
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


@dataclass(frozen=True)
class Near:
    """The near misses, as three rows of bits, and how many are of each kind: those whom a renewal
    on course would make eligible, those who may be no misses at all, and the others.
    """

    kinds: Words64
    counts: Longs

    @property
    def renewable(self) -> Index:
        """The positions of all of the first kind."""
        return positions(self.kinds[0], self.counts[0])


class Ranking:
    """The order of one pool on one day."""

    def __init__(self, pool: Pool, bits: Bits, reaches: Reaches, scale: Scale, day: int) -> None:
        self._pool, self._bits, self._reaches = pool, bits, reaches
        self._scale, self._day = scale, day

    def best(
        self, assignment: AssignmentFacts, of: Index, left: Longs, limit: int
    ) -> tuple[Ranked, Longs]:
        """The best of those who are eligible, with the days of cover left to each; and the scores
        of all of them.
        """
        room = min(limit, len(of))
        scores, chosen = np.empty(len(of), np.int64), np.empty(room, np.int64)
        measures = np.empty((room, len(PARTS)), np.int64)
        kernel.best(of, left, *self._asked(assignment), scores, chosen, measures)
        nothing = np.zeros(room, np.bool_)
        gaps = Gaps(np.full(room, -1, np.int32), nothing, nothing)
        people = of[chosen]
        return Ranked(people, scores[chosen], measures, gaps), scores

    def nearest(self, assignment: AssignmentFacts, near: Near, asked: Rows, limit: int) -> Ranked:
        """The best of near misses, by class before score, with what each lacks."""
        room = min(limit, int(near.counts.sum()))
        chosen, scores, gap = np.empty((3, room), np.int64)
        classes, measures = np.empty(room, np.int32), np.empty((room, len(PARTS)), np.int64)
        told = chosen, classes, scores, measures
        kernel.nearest(near.kinds, near.counts, *self._asked(assignment), *told)
        unmet = np.zeros(room, np.bool_)
        lack(self._bits.rows, asked.met, asked.possible, chosen, gap, unmet)
        return Ranked(chosen, scores, measures, Gaps(asked.number[gap], unmet, classes == 0))

    def _asked(self, assignment: AssignmentFacts) -> tuple[Any, Any, Any]:
        """The wishes, the people and the scales, as compiled ranking has them."""
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
    ) -> tuple[int, int, int, tuple[float, float, float], np.uint64]:
        """What is paid, the rows of the specialty and of those who live near, the place, and what
        ties begin with.
        """
        specialty, place = NOT_SAID, assignment.place
        if assignment.specialty is not None:
            specialty = self._bits.mask(self._pool.specialties.having(assignment.specialty))
        pay = NOT_SAID if assignment.pay_cents is None else assignment.pay_cents
        point = (place.x, place.y, place.z) if place else (np.nan, np.nan, np.nan)
        start = splitmix64(splitmix64(self._day) ^ prefix64(assignment.ref))
        close = self._reaches.close(place) if place else None
        return pay, specialty, NOT_SAID if close is None else close, point, np.uint64(start)

    @cached_property
    def _measure(self) -> Longs:
        """The weights of the parts, and where four of them stop counting."""
        scale = self._scale
        weights = [weight for _, weight in scale.weights]
        caps = scale.far_tenths, scale.days_left_cap, scale.margin_cents_cap, scale.placements_cap
        return np.array([*weights, *caps], np.int64)
