"""Everybody put to every assignment, compiled: `agency.matching.engine`, 64 candidates at once.

Needs the extra ``fast``. The answers are the same to the byte.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from agency.matching import kernel, kernel_days
from agency.matching.bits import Bits, near_enough, packed, positions
from agency.matching.compiled_ranking import Near, Ranking
from agency.matching.counted import PERSONAL, Counted
from agency.matching.engine import Engine, Limits, Matched
from agency.matching.known import Known, Pools
from agency.matching.mixing import Words64
from agency.matching.pool import Pool
from agency.matching.reach import Reaches
from agency.matching.tables import Bools, Index, Ints, Longs
from agency.rules import expressions as ask
from agency.rules.eligibility import WorkJudgement, judge_work
from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts
from agency.rules.ranking import Scale
from agency.rules.requisition import Requirement, Requisition, requisition, window_of
from agency.rules.rulebook import RuleBook
from agency.rules.spans import Window

# A requirement takes a row for who meets it, one for who may, and two for whose renewal is on
# course; a place takes two more, and what a score asks of everybody another.
ROWS_EACH, ROWS_BESIDES = 4, 8


@dataclass(frozen=True)
class Asked:
    """The requirements of one assignment that decide and that not everybody meets, in order.

    ``number`` is the place of each among all that is asked, ``met`` and ``possible`` are rows of
    bits; of where people live nothing else is ``known``. Days are counted from that of the match.
    """

    first: int
    last: int
    number: Ints
    personal: Bools
    met: Longs
    possible: Longs
    known: list[Known | None]


@dataclass(frozen=True)
class Tally:
    """What `kernel.judge` found: bits, and exact numbers."""

    words: Words64
    counts: Longs
    passing: Longs
    alone: Longs

    @property
    def eligible(self) -> Index:
        """The positions of all who are."""
        return positions(self.words[0], self.counts[0])

    def counted(self, requested: tuple[Requirement, ...], asked: Asked) -> Counted:
        """The same by requirement; what everybody meets keeps nobody out."""
        available = int(self.counts[3])
        met = dict.fromkeys((one.id for one in requested if one.decides), available)
        alone = dict.fromkeys(met, 0)
        for place, number in enumerate(asked.number):
            id = requested[number].id
            alone[id] = int(self.alone[place])
            if not asked.personal[place]:
                met[id] = int(self.passing[place])
        return Counted(available, met, alone)


class CompiledEngine(Engine):
    """As `Engine`; an unbounded list, or a day in another century, is left to it."""

    def __init__(self, pool: Pool, book: RuleBook, scale: Scale, day: date) -> None:
        super().__init__(pool, book, scale, day)
        self._pools = Pools(self.columns, lambda: self.hoped, day.toordinal())
        self._known: dict[Expression, Known] = {}
        self._bits = Bits(len(pool))
        self._reaches = Reaches(pool, self._bits, scale.far_tenths)
        self._ranking = Ranking(pool, self._bits, self._reaches, scale, day.toordinal())
        self._everybody = packed(np.ones(len(pool), np.bool_), self._bits.words)

    def match(
        self,
        assignment: AssignmentFacts,
        placed: Collection[str],
        limits: Limits,
        requested: Requisition | None = None,
    ) -> Matched:
        window = window_of(assignment, self.day)
        if limits.eligible is None or limits.near_misses is None or not self._tells(window):
            return super().match(assignment, placed, limits, requested)
        requested = requested or requisition(assignment, window, self.book)
        work = judge_work(assignment, window, self.book, requested)
        asked = self._asked(requested.person, assignment, window)
        tally = self._tally(asked, self._pairs(placed, work))
        eligible, unknown, near_misses, _, present = tally.counts.tolist()
        all_eligible = tally.eligible
        left = self._days_left(asked, work, window, all_eligible)
        best, all_scores = self._ranking.best(assignment, all_eligible, left, limits.eligible)
        near = self._near(asked, tally)
        return Matched(
            assignment=assignment,
            window=window,
            work=work,
            requirements=requested.person,
            eligible=eligible,
            unknown=unknown,
            ineligible=present - eligible - unknown,
            near_misses=near_misses,
            renewable=int(near.counts[0]),
            counted=tally.counted(requested.person, asked),
            best=best,
            nearest=self._ranking.nearest(assignment, near, asked, limits.near_misses),
            all_eligible=all_eligible,
            all_scores=all_scores,
            all_renewable=near.renewable,
        )

    def _tells(self, window: Window) -> bool:
        return near_enough(window, self._pools.day, self.scale.days_left_cap)

    def _asked(
        self, asked: tuple[Requirement, ...], assignment: AssignmentFacts, window: Window
    ) -> Asked:
        """What decides, as rows of bits; what everybody meets is left out."""
        skills = len(assignment.preferred_skills)
        self._bits.make_room(ROWS_EACH * len(asked) + skills + ROWS_BESIDES)
        first, last = window.first - self._pools.day, window.last - self._pools.day
        numbers: list[int] = []
        rows: list[tuple[int, int]] = []
        knowns: list[Known | None] = []
        for number, one in enumerate(asked):
            known = self._about(one.expression) if one.decides else None
            if not one.decides or (known and known.is_trivial):
                continue
            numbers.append(number)
            knowns.append(known)
            rows.append(
                known.rows(self._bits, first, last) if known else self._reaches.of(one.expression)
            )
        met, possible = np.array(rows, np.int64).reshape(len(rows), 2).T.copy()
        personal = np.array([asked[number].id in PERSONAL for number in numbers], np.bool_)
        return Asked(first, last, np.array(numbers, np.int32), personal, met, possible, knowns)

    def _about(self, expression: Expression) -> Known | None:
        """What is known of it, for as long as the engine lives; None of a place."""
        if isinstance(expression, ask.Reach):
            return None
        known = self._known.get(expression)
        if known is None:
            cover = self.columns.cover(expression)
            known = Known(expression, cover, self._pools, len(self._known))
            self._known[expression] = known
        return known

    def _pairs(self, placed: Collection[str], work: WorkJudgement) -> Words64:
        """The bits of all who are pairs of the assignment at all."""
        if not placed and not work.blocked:
            return self._everybody
        return packed(self.present(placed, work), self._bits.words)

    def _tally(self, asked: Asked, pairs: Words64) -> Tally:
        passing, alone = np.empty((2, len(asked.met)), np.int64)
        tally = Tally(np.empty((3, len(pairs)), np.uint64), np.empty(5, np.int64), passing, alone)
        kernel.judge(
            self._bits.rows,
            asked.met,
            asked.possible,
            asked.personal,
            pairs,
            tally.words,
            tally.counts,
            tally.passing,
            tally.alone,
        )
        return tally

    def _near(self, asked: Asked, tally: Tally) -> Near:
        """The near misses by how far they are."""
        renewable = np.zeros_like(tally.words[0])
        rows = self._bits.rows
        for place, known in enumerate(asked.known):
            if known and tally.alone[place]:
                renewing = known.renewing(self._bits, asked.first, asked.last)
                if renewing:
                    begun, hoped = rows[renewing[0]], rows[renewing[1]]
                    renewable |= begun & hoped & ~rows[asked.met[place]]
        renewable &= tally.words[1]
        kinds = np.empty_like(tally.words)
        return Near(kinds, kernel.sort_out(tally.words, renewable, kinds))

    def _days_left(self, asked: Asked, work: WorkJudgement, window: Window, of: Index) -> Longs:
        """As `agency.matching.engine.Judged.days_left`; what counts no more is not told exactly."""
        allowed = (work.allowed.holds_until(window.first) or 0) - self._pools.day
        until = np.full(len(of), max(allowed, kernel_days.NEVER), np.int64)
        for known in asked.known if len(of) else ():
            if known and known.met:
                kernel_days.shorten(tuple(known.met), asked.first, of, until)
        return np.maximum(until - asked.last, 0)
