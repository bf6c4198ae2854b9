"""Everybody put to every assignment: verdicts, exact counts and the best of each, in NumPy.

The reference of every faster engine; equal to `agency.rules.eligibility.assess`, pair by pair.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np

from agency.matching.columns import Columns
from agency.matching.counted import PERSONAL, Counted
from agency.matching.leaves import Cover
from agency.matching.pool import Pool
from agency.matching.renewals import renewed
from agency.matching.scoring import measures, scores, ties
from agency.matching.tables import Bools, Index, Ints, Longs, Mask
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN, WorkJudgement, judge_work
from agency.rules.expressions import Valid, leaves
from agency.rules.facts import AssignmentFacts
from agency.rules.ranking import Scale
from agency.rules.requisition import Requirement, Requisition, requisition, window_of
from agency.rules.rulebook import NoRules, RuleBook
from agency.rules.spans import Window


@dataclass(frozen=True)
class Gaps:
    """What each of some candidates lacks: the number of the one requirement (-1: none), whether
    it is known to be unmet, and whether a renewal on course would close it.
    """

    number: Ints
    unmet: Bools
    renewable: Bools

    def of(self, chosen: Bools | Index) -> Gaps:
        return Gaps(self.number[chosen], self.unmet[chosen], self.renewable[chosen])

    @property
    def distance(self) -> Index:
        """0 for a renewable gap, 1 for one that may be none, 2 for the others."""
        return np.where(self.renewable, 0, np.where(self.unmet, 2, 1))


@dataclass(frozen=True)
class Ranked:
    """Candidates in order, best first, as positions in the pool, and a row for each.

    ``measures`` is what the parts of the score rest on.
    """

    candidate: Index
    score: Longs
    measures: Longs
    gaps: Gaps

    def __len__(self) -> int:
        return len(self.candidate)


@dataclass(frozen=True)
class Matched:
    """What one assignment comes to: exact counts, and those worth showing.

    ``all_eligible`` and ``all_renewable`` are positions in the pool, in its order: everybody who
    is eligible, with ``all_scores`` in thousandths of a point, and every near miss whose renewal is
    on course.
    """

    assignment: AssignmentFacts
    window: Window
    work: WorkJudgement
    requirements: tuple[Requirement, ...]
    eligible: int
    unknown: int
    ineligible: int
    near_misses: int
    renewable: int
    counted: Counted
    best: Ranked
    nearest: Ranked
    all_eligible: Index
    all_scores: Longs
    all_renewable: Index


Outcome = Matched | NoRules


class Work(Protocol):
    """An assignment, and the references of those who are placed on it."""

    @property
    def assignment(self) -> AssignmentFacts: ...

    @property
    def placed(self) -> Collection[str]: ...


@dataclass(frozen=True)
class Limits:
    """How many of each are kept; None keeps all."""

    eligible: int | None = 50
    near_misses: int | None = 20


class Judged:
    """The verdicts of one assignment on the whole pool, before anything is ranked."""

    def __init__(
        self,
        asked: tuple[Requirement, ...],
        window: Window,
        columns: Columns,
        work: WorkJudgement,
    ) -> None:
        self.window = window
        self.allowed_until = work.allowed.holds_until(window.first) or 0
        self.not_met = np.zeros(len(columns.pool), np.uint8)
        self.unmet = np.zeros(len(columns.pool), np.uint8)
        self.answers: list[tuple[int, Cover, Bools]] = []
        for number, requirement in enumerate(asked):
            if requirement.effect == "require":
                self._add(number, columns.cover(requirement.expression))

    def _add(self, number: int, cover: Cover) -> None:
        """One bit per candidate and requirement; what everybody meets costs nothing."""
        if isinstance(cover.met, Mask) and cover.met.everybody:
            return
        met = cover.met.within(self.window)
        self.not_met += ~met
        same = cover.possible is cover.met
        self.unmet += ~(met if same else cover.possible.within(self.window))
        self.answers.append((number, cover, met))

    def having(self, verdict: str) -> Bools:
        """Who has ``verdict``."""
        met: Bools = self.not_met == 0
        refused: Bools = self.unmet > 0
        return {ELIGIBLE: met, INELIGIBLE: refused, UNKNOWN: ~(met | refused)}[verdict]

    def counted(self, asked: tuple[Requirement, ...], present: Bools, gap: Ints) -> Counted:
        """How many of those ``present`` each requirement lets through.

        ``gap`` is the number of the one requirement that each near miss among them lacks.
        """
        free = present.copy()
        for number, _, met in self.answers:
            if asked[number].id in PERSONAL:
                free &= met
        available = int(np.count_nonzero(free))
        alone = np.bincount(gap, minlength=len(asked)).tolist()
        passing = dict.fromkeys(range(len(asked)), available)
        for number, _, met in self.answers:
            if asked[number].id not in PERSONAL:
                passing[number] = int(np.count_nonzero(met & free))
        deciding = [number for number, one in enumerate(asked) if one.decides]
        return Counted(
            available=available,
            met={asked[number].id: passing[number] for number in deciding},
            alone={asked[number].id: alone[number] for number in deciding},
        )

    def days_left(self, of: Index) -> Longs:
        """How long the unbroken cover of all requirements lasts beyond the window, else 0.

        Where a law to come forbids the work, nobody is covered beyond the day before it begins.
        """
        until = np.full(len(of), self.allowed_until, np.int32)
        for _, cover, _ in self.answers:
            np.minimum(until, cover.met.until(self.window.first, of), out=until)
        return np.maximum(until.astype(np.int64) - self.window.last, 0)

    def gaps(self, of: Index) -> Ints:
        """The number of the requirement that each near miss in ``of`` does not meet."""
        gap = np.full(len(of), -1, np.int32)
        for number, _, met in self.answers:
            gap[~met[of]] = number
        return gap


class Engine:
    """One pool, one rulebook and one day, before which any number of assignments is put.

    It ``foretells`` where `hopeless` takes less than putting everybody to an assignment.
    """

    foretells = True

    def __init__(self, pool: Pool, book: RuleBook, scale: Scale, day: date) -> None:
        self.pool, self.book, self.scale, self.day = pool, book, scale, day
        self.columns = Columns(pool, book)

    @cached_property
    def hoped(self) -> Columns:
        """The answers if every renewal that is on course were done."""
        return Columns(renewed(self.pool, self.day, self.book), self.book)

    def match(
        self,
        assignment: AssignmentFacts,
        placed: Collection[str],
        limits: Limits,
        requested: Requisition | None = None,
    ) -> Matched:
        """The counts and the best of one assignment; those ``placed`` on it are no pairs of it.

        ``requested`` is its requisition, if that is at hand. Raises Ended for an assignment that
        is over and NoRules for a state not recorded.
        """
        window = window_of(assignment, self.day)
        requested = requested or requisition(assignment, window, self.book)
        asked = requested.person
        work = judge_work(assignment, window, self.book, requested)
        present = self.present(placed, work)
        judged = Judged(asked, window, self.columns, work)
        eligible = np.flatnonzero(judged.having(ELIGIBLE) & present)
        unknown = int(np.count_nonzero(judged.having(UNKNOWN) & present))
        near = np.flatnonzero((judged.not_met == 1) & present)
        gaps = self._gaps(judged, asked, near)
        scored = self._scored(assignment, eligible, judged.days_left(eligible))
        return Matched(
            assignment=assignment,
            window=window,
            work=work,
            requirements=asked,
            eligible=len(eligible),
            unknown=unknown,
            ineligible=int(np.count_nonzero(present)) - len(eligible) - unknown,
            near_misses=len(near),
            renewable=int(np.count_nonzero(gaps.renewable)),
            counted=judged.counted(asked, present, gaps.number),
            best=self._best(assignment, eligible, scored, limits.eligible),
            nearest=self._nearest(assignment, near, gaps, limits.near_misses),
            all_eligible=eligible,
            all_scores=scored[1],
            all_renewable=near[gaps.renewable],
        )

    def match_all(self, works: Iterable[Work], limits: Limits) -> Iterator[Outcome]:
        """What each of some assignments comes to, in their order.

        A state without recorded rules is told, never taken for one without rules. Raises Ended.
        """
        for work in works:
            try:
                yield self.match(work.assignment, work.placed, limits)
            except NoRules as missing:
                yield missing

    def hopeless(self, requested: Requisition, window: Window) -> bool:
        """Whether everybody is known to be neither eligible nor near, unknown nor available: two
        gaps or more, and one of them certain. Asks no more than it takes to tell.
        """
        not_met = np.zeros(len(self.pool), np.uint8)
        unmet = np.zeros(len(self.pool), np.uint8)
        free = np.ones(len(self.pool), np.bool_)
        # What the agency asks is asked last, differs most from person to person, and costs least.
        for requirement in reversed(requested.person):
            if requirement.effect == "require":
                cover = self.columns.cover(requirement.expression)
                met = cover.met.within(window)
                if requirement.id in PERSONAL:
                    free &= met
                elif free.any():
                    return False
                not_met += ~met
                unmet += ~cover.possible.within(window)
                if not_met.min(initial=2) >= 2 and unmet.min(initial=1) >= 1:
                    return True
        return False

    def met(self, assignment: AssignmentFacts) -> list[tuple[Requirement, Bools]]:
        """Each requirement of an assignment that decides, with who meets it, in their order."""
        window = window_of(assignment, self.day)
        asked = requisition(assignment, window, self.book).person
        return [
            (requirement, self.columns.cover(requirement.expression).met.within(window))
            for requirement in asked
            if requirement.effect == "require"
        ]

    def pairs(
        self, assignment: AssignmentFacts, placed: Collection[str], verdict: str
    ) -> tuple[Index, Longs]:
        """Everybody with ``verdict`` on one assignment, in the order of the pool, with scores."""
        window = window_of(assignment, self.day)
        requested = requisition(assignment, window, self.book)
        work = judge_work(assignment, window, self.book, requested)
        present = self.present(placed, work)
        judged = Judged(requested.person, window, self.columns, work)
        of = np.flatnonzero(judged.having(verdict) & present)
        days_left = judged.days_left(of) if verdict == ELIGIBLE else _none_left(of)
        return of, self._scored(assignment, of, days_left)[1]

    def present(self, placed: Collection[str], work: WorkJudgement) -> Bools:
        """Who is a pair of the assignment at all."""
        present = np.full(len(self.pool), not work.blocked)
        present[[self.pool.index[ref] for ref in placed if ref in self.pool.index]] = False
        return present

    def _scored(
        self, assignment: AssignmentFacts, of: Index, days_left: Longs
    ) -> tuple[Longs, Longs]:
        measured = measures(self.pool, of, assignment, days_left, self.scale)
        return measured, scores(measured, len(assignment.preferred_skills), self.scale)

    def _best(
        self,
        assignment: AssignmentFacts,
        of: Index,
        scored: tuple[Longs, Longs],
        limit: int | None,
    ) -> Ranked:
        """The eligible by score, then tie."""
        nothing = np.zeros(len(of), np.bool_)
        gaps = Gaps(np.full(len(of), -1, np.int32), nothing, nothing)
        return self._ranked(assignment, of, gaps, scored, limit)

    def _nearest(
        self, assignment: AssignmentFacts, of: Index, gaps: Gaps, limit: int | None
    ) -> Ranked:
        """Near misses: renewable before unknown before ineligible, then by score, then tie.

        The more distant are scored only if the nearer ones do not fill the list.
        """
        nearer = np.cumsum(np.bincount(gaps.distance, minlength=3))
        farthest = 2 if limit is None else int(np.searchsorted(nearer, limit))
        chosen = np.flatnonzero(gaps.distance <= farthest)
        of = of[chosen]
        scored = self._scored(assignment, of, _none_left(of))
        return self._ranked(assignment, of, gaps.of(chosen), scored, limit)

    def _ranked(
        self,
        assignment: AssignmentFacts,
        of: Index,
        gaps: Gaps,
        scored: tuple[Longs, Longs],
        limit: int | None,
    ) -> Ranked:
        measured, score = scored
        tie = ties(self.day.toordinal(), assignment.ref, self.pool.prefixes[of])
        order = np.lexsort((tie, -score, gaps.distance))[:limit]
        return Ranked(of[order], score[order], measured[order], gaps.of(order))

    def _gaps(self, judged: Judged, asked: tuple[Requirement, ...], of: Index) -> Gaps:
        """What each near miss in ``of`` lacks."""
        number = judged.gaps(of)
        renewable = np.zeros(len(of), np.bool_)
        for one, cover, _ in judged.answers:
            lacking = np.flatnonzero(number == one)
            if len(lacking) and rests_on_credentials(asked[one]):
                hoped = self.hoped.cover(asked[one].expression)
                renewable[lacking] = _would_do(cover, hoped, judged.window, of[lacking])
        return Gaps(number, judged.unmet[of] > 0, renewable)


def _would_do(cover: Cover, hoped: Cover, window: Window, of: Index) -> Bools:
    """Whose one gap is an expiry inside the window that a renewal on course would close."""
    begins: Bools = cover.met.until(window.first, of) > 0
    return begins & hoped.met.within(window)[of]


def _none_left(of: Index) -> Longs:
    """Whoever does not cover the window is not covered beyond it."""
    return np.zeros(len(of), np.int64)


def rests_on_credentials(requirement: Requirement) -> bool:
    return any(isinstance(leaf, Valid) for leaf in leaves(requirement.expression))
