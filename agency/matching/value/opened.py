"""Which pairs a prospect would newly make eligible: judged by the engine's own columns.

For each assignment it is found once who fails nothing but what a prospect may help with; for these
alone the answers of the pool as it would be are asked. Nothing is concluded from a label: whoever
is found is eligible by the facts as they would be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from agency.matching.columns import Columns
from agency.matching.engine import Engine
from agency.matching.leaves import Cover
from agency.matching.scoring import measures, scores
from agency.matching.snapshot import Opening
from agency.matching.tables import Bools, Index, Ints, Longs
from agency.matching.value.prospects import KINDS, Prospect, supposed
from agency.rules.eligibility import judge_work
from agency.rules.expressions import Expression, Valid, leaves
from agency.rules.requisition import Requirement, requisition, window_of
from agency.rules.rulebook import NoRules, RuleBook
from agency.rules.spans import Window


@dataclass(frozen=True)
class Work:
    """One assignment and what it asks: ``opening`` is its place among all, and ``allowed_until``
    the last day to which the law lets the work go on.
    """

    opening: int
    of: Opening
    window: Window
    asked: tuple[Requirement, ...]
    allowed_until: int

    def resting_on(self, code: str) -> list[int]:
        """The places of what asks for credentials of a type, among others perhaps."""
        return [place for place, one in enumerate(self.asked) if code in codes_of(one.expression)]

    def issued_from(self, code: str) -> int | None:
        """The day on or after which such a credential must be issued, where one is asked."""
        days = [leaf.issued_from for one in self.asked for leaf in _valid(one.expression, code)]
        return max((day for day in days if day is not None), default=None)


@dataclass(frozen=True)
class Opened:
    """Pairs that a prospect would newly make eligible: places of candidates in the pool and of
    assignments among the openings, with scores; by assignment, then candidate.
    """

    candidate: Index
    opening: Index
    score: Longs

    def __len__(self) -> int:
        return len(self.candidate)

    def without(self, pairs: Bools) -> Opened:
        """All but some of the pairs."""
        return Opened(self.candidate[~pairs], self.opening[~pairs], self.score[~pairs])


NOTHING = Opened(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64))
# Who fails only what a prospect may help with, by assignment (its place in the list).
Near = Mapping[str, Sequence[tuple[int, Index]]]


def codes_of(expression: Expression) -> frozenset[str]:
    """The types of credential that an expression names."""
    return frozenset[str]().union(
        *(leaf.codes for leaf in leaves(expression) if isinstance(leaf, Valid))
    )


def _valid(expression: Expression, code: str) -> Iterator[Valid]:
    return (one for one in leaves(expression) if isinstance(one, Valid) and code in one.codes)


class Judge:
    """One pool and its openings, before which prospects are put one after the other."""

    def __init__(self, engine: Engine, openings: Sequence[Opening]) -> None:
        self.engine, self.columns = engine, engine.columns
        self.works = list(_works(openings, engine.day, engine.book))
        self._near = self._near_by_code()

    @property
    def prospects(self) -> list[Prospect]:
        """Those that somebody could be nearer by, in the order of the catalogue."""
        return [
            Prospect(code, kind)
            for code in self.engine.book.catalogue.types
            if code in self._near
            for kind in KINDS
        ]

    def opened_by(self, prospect: Prospect) -> Opened:
        """All pairs that are not eligible and would be, were it true for everybody it is one of."""
        engine = self.engine
        found: list[tuple[Index, Index, Longs]] = []
        by_age: dict[int | None, _Columns] = {}
        for place, near in self._near.get(prospect.code, ()):
            work = self.works[place]
            young = work.issued_from(prospect.code)
            if young not in by_age:
                by_age = {young: _Columns(self.columns, prospect, engine.day, young)}
            found += self._newly(work, near, by_age[young])
        if not found:
            return NOTHING
        people, openings, told = (np.concatenate(column) for column in zip(*found, strict=True))
        return Opened(people, openings, told)

    def _newly(
        self, work: Work, near: Index, columns: _Columns
    ) -> Iterator[tuple[Index, Index, Longs]]:
        """Who of those ``near`` would be eligible for one assignment, with scores."""
        of = near[columns.who[near]]
        for place in work.resting_on(columns.code):
            if not len(of):
                return
            if work.asked[place].decides:
                cover = columns.cover(work.asked[place].expression)
                of = of[cover.met.within(work.window)[of]]
        if len(of):
            yield of, np.full(len(of), work.opening), self._scores(work, of, columns)

    def _scores(self, work: Work, of: Index, columns: _Columns) -> Longs:
        """As `agency.matching.engine.Judged.days_left` and what it is for."""
        until = np.full(len(of), work.allowed_until, np.int64)
        for one in work.asked:
            if one.decides:
                np.minimum(until, _until(columns.cover(one.expression), work, of), out=until)
        left = np.maximum(until - work.window.last, 0)
        assignment, scale = work.of.assignment, self.engine.scale
        measured = measures(self.engine.pool, of, assignment, left, scale)
        return scores(measured, len(assignment.preferred_skills), scale)

    def _near_by_code(self) -> Near:
        found: dict[str, list[tuple[int, Index]]] = defaultdict(list)
        for place, work in enumerate(self.works):
            met: Bools = self._met(work)
            not_met = np.sum(~met, axis=0, dtype=np.int32)
            present = np.asarray(not_met > 0)
            index = self.engine.pool.index
            none = work.of.placed | work.of.excluded
            present[[index[ref] for ref in none if ref in index]] = False
            for code in sorted(set().union(*(codes_of(one.expression) for one in work.asked))):
                helped = work.resting_on(code)
                others = not_met - np.sum(~met[helped], axis=0, dtype=np.int32)
                near = np.flatnonzero((others == 0) & present)
                if len(near):
                    found[code].append((place, near))
        return found

    def _met(self, work: Work) -> Bools:
        """Who meets what, a row for each thing asked; what does not decide is met."""
        everybody = np.ones(len(self.engine.pool), np.bool_)
        answers = (
            self.columns.cover(one.expression).met.within(work.window) if one.decides else everybody
            for one in work.asked
        )
        return np.stack([everybody, *answers])[1:]


class _Columns:
    """The answers of the pool as it would be: new where a type of credential matters."""

    def __init__(
        self, base: Columns, prospect: Prospect, day: date, issued_from: int | None
    ) -> None:
        found = supposed(base.pool, prospect, day, base.book, issued_from)
        self.code, self.who = prospect.code, found.who
        self._base, self._own = base, Columns(found.pool, base.book)

    def cover(self, expression: Expression) -> Cover:
        of = self._own if self.code in codes_of(expression) else self._base
        return of.cover(expression)


def _until(cover: Cover, work: Work, of: Index) -> Ints:
    return cover.met.until(work.window.first, of)


def _works(openings: Sequence[Opening], day: date, book: RuleBook) -> Iterator[Work]:
    """The assignments that people are put to at all, those of one state next to each other."""
    order = sorted(range(len(openings)), key=lambda place: openings[place].likeness)
    for place in order:
        opening = openings[place]
        window = window_of(opening.assignment, day)
        try:
            requested = requisition(opening.assignment, window, book)
        except NoRules:
            continue
        work = judge_work(opening.assignment, window, book, requested)
        if not work.blocked and len(opening.placed) < opening.openings:
            until = work.allowed.holds_until(window.first) or 0
            yield Work(place, opening, window, requested.person, until)
