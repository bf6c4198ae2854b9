"""Everybody put to one assignment by two rulebooks: whose verdict is another, and from which day.

What both rulebooks ask is asked once, and of ever fewer people: whoever it refuses is refused by
both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agency.matching.columns import Columns
from agency.matching.impact_asking import MATCHED, Asked, Contrast, uncovered_from
from agency.matching.leaves import Cover, valid_among
from agency.matching.tables import Bools, Index, Ints
from agency.rules import expressions as ask
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN
from agency.rules.expressions import Expression
from agency.rules.requisition import Requirement
from agency.rules.spans import Window

Ranks = npt.NDArray[np.int8]
# From worst to best, as they are numbered.
VERDICTS = (INELIGIBLE, UNKNOWN, ELIGIBLE)
REFUSED, UNCERTAIN, FIT = range(3)
# What a change of the verdict is called: of those who were eligible, are now, or are neither.
CHANGES = {
    (FIT, REFUSED): "lost",
    (FIT, UNCERTAIN): "doubtful",
    (REFUSED, FIT): "gained",
    (UNCERTAIN, FIT): "gained",
    (UNCERTAIN, REFUSED): "ruled_out",
    (REFUSED, UNCERTAIN): "possible",
}


class Group(NamedTuple):
    """People whose verdicts change alike from one day on, as positions in the pool."""

    before: str
    after: str
    since: int
    people: tuple[int, ...]

    @property
    def change(self) -> str:
        """As in `by_change`."""
        return CHANGES[VERDICTS.index(self.before), VERDICTS.index(self.after)]


@dataclass(frozen=True)
class Moved:
    """Whose verdict on one assignment is another, as positions in the pool, and from which day.

    ``before`` and ``after`` are numbers into `VERDICTS`. ``since`` is the first day of the work on
    which the answers differ: the first one that the side which refuses does not cover.
    """

    candidate: Index
    before: Ranks
    after: Ranks
    since: Ints

    def __len__(self) -> int:
        return len(self.candidate)

    @property
    def lost(self) -> Bools:
        """Who was eligible and is not."""
        found: Bools = self.before == FIT
        return found

    @property
    def gained(self) -> Bools:
        """Who is eligible and was not."""
        found: Bools = self.after == FIT
        return found

    def groups(self) -> Iterator[Group]:
        """Those whose verdicts change alike from one day, the earliest day first."""
        order = np.lexsort((self.candidate, self.before, self.after, self.since))
        columns = (self.since, self.after, self.before, self.candidate)
        rows = zip(*(column[order].tolist() for column in columns), strict=True)
        for (since, after, before), alike in groupby(rows, key=lambda row: row[:3]):
            people = tuple(place for *_, place in alike)
            yield Group(VERDICTS[before], VERDICTS[after], since, people)


@dataclass(frozen=True)
class PutTo:
    """What two rulebooks make of everybody on one assignment."""

    eligible_before: Index
    eligible_after: Index
    moved: Moved

    def among(self, places: Index) -> PutTo:
        """The same, of a pool in which these people stand at ``places``."""
        moved = replace(self.moved, candidate=places[self.moved.candidate])
        return PutTo(places[self.eligible_before], places[self.eligible_after], moved)


def put_to(contrast: Contrast, placed: Iterable[int], columns: Columns) -> PutTo:
    """Put the pool of ``columns`` to an assignment; those ``placed`` on it are no pairs of it."""
    window = contrast.window
    present = np.ones(len(columns.pool), np.bool_)
    present[list(placed)] = False
    of, met = hopeful(contrast.shared, window, columns, present)
    sides = [
        Side(asked, only, window, columns, of)
        for asked, only in (
            (contrast.before, contrast.dropped),
            (contrast.after, contrast.added),
        )
    ]
    before, after = (side.ranks(met) for side in sides)
    otherwise = np.flatnonzero(before != after)
    ranks = before[otherwise], after[otherwise]
    moved = Moved(of[otherwise], *ranks, _since(otherwise, *ranks, *sides))
    return PutTo(of[before == FIT], of[after == FIT], moved)


def by_change(before: Ranks, after: Ranks) -> dict[str, Bools]:
    """Which of these verdicts changed in which way, by the words of `CHANGES`."""
    found = {change: np.zeros(len(before), np.bool_) for change in CHANGES.values()}
    for (was, now), change in CHANGES.items():
        found[change] |= (before == was) & (after == now)
    return found


class Clause(NamedTuple):
    """What must be covered on days of its own, and where in it those asked about stand."""

    cover: Cover
    window: Window
    places: Index


class Side:
    """What one of the rulebooks asks of those in ``of`` besides what both ask."""

    def __init__(
        self,
        asked: Asked,
        only: Iterable[Requirement],
        window: Window,
        columns: Columns,
        of: Index,
    ) -> None:
        self.asked, self.window, self._columns, self._of = asked, window, columns, of
        parts = (part for one in only for part in clauses(one.expression, window))
        self._clauses = [self._clause(*part) for part in parts]

    def _clause(self, asked: Expression, window: Window) -> Clause:
        """What counts from the first day of work is asked for few others again: of these alone."""
        if not (isinstance(asked, ask.Valid) and asked.issued_from):
            return Clause(self._columns.cover(asked), window, self._of)
        size, credentials = len(self._of), self._columns.pool.credentials
        held = credentials.of_types(asked.codes).of_people(self._of)
        return Clause(valid_among(asked, held, size, self._columns.book), window, np.arange(size))

    def ranks(self, met: Bools) -> Ranks:
        """The verdicts, given who meets what both ask; nobody is refused by that."""
        if self.asked.outcome != MATCHED:
            return np.full(len(met), REFUSED, np.int8)
        met, possible = met.copy(), np.ones(len(met), np.bool_)
        for cover, window, places in self._clauses:
            certain = cover.met.within(window)[places]
            met &= certain
            same = cover.possible is cover.met
            possible &= certain if same else cover.possible.within(window)[places]
        return np.where(met, FIT, np.where(possible, UNCERTAIN, REFUSED)).astype(np.int8)

    def uncovered_from(self, chosen: Index, certain: Bools) -> Ints:
        """The first day of the window that is not covered, for those in ``of`` it is not for.

        Where ``certain``, it must be known to be covered; else it is enough that it may be.
        """
        refused = uncovered_from(self.asked.allowed, self.window)
        end = self.window.last + 1
        since = np.full(len(chosen), end if refused is None else refused, np.int32)
        for cover, window, places in self._clauses:
            some = places[chosen]
            met, possible = (days.until(window.first, some) for days in (cover.met, cover.possible))
            until = np.where(certain, met, possible)
            gap = np.maximum(until + 1, window.first)
            # What is covered on all of its own days is no reason, whatever follows them.
            np.minimum(since, np.where(until >= window.last, end, gap), out=since)
        return since


def _since(chosen: Index, before: Ranks, after: Ranks, old: Side, new: Side) -> Ints:
    """The first day that the side which refuses, or doubts, does not cover."""
    if not len(chosen):
        return np.empty(0, np.int32)
    certain = np.maximum(before, after) == FIT
    worse, better = new.uncovered_from(chosen, certain), old.uncovered_from(chosen, certain)
    return np.where(after < before, worse, better).astype(np.int32)


def hopeful(
    asked: Iterable[Expression], window: Window, columns: Columns, present: Bools
) -> tuple[Index, Bools]:
    """Whom of ``present`` nothing that is ``asked`` refuses; and which of those meet it all."""
    met, possible = present.copy(), present.copy()
    for cover, days in covers(asked, window, columns):
        certain = cover.met.within(days)
        met &= certain
        possible &= certain if cover.possible is cover.met else cover.possible.within(days)
    of = np.flatnonzero(possible)
    return of, met[of]


def covers(
    asked: Iterable[Expression], window: Window, columns: Columns
) -> list[tuple[Cover, Window]]:
    """All that must be covered, each on days of its own, for everything ``asked`` to be."""
    parts = (part for one in asked for part in clauses(one, window))
    return [(columns.cover(expression), days) for expression, days in parts]


def clauses(asked: Expression, window: Window) -> Iterator[tuple[Expression, Window]]:
    """The parts that must each hold on days of their own, so that ``asked`` holds in ``window``.

    Versions of one rule share no day, and days without a version are met.
    """
    match asked:
        case ask.AllOf(parts):
            for part in parts:
                yield from clauses(part, window)
        case ask.InForce(versions):
            for first, last, part in versions:
                days = Window(max(first, window.first), min(last, window.last))
                if days.first <= days.last:
                    yield from clauses(part, days)
        case _:
            yield asked, window
