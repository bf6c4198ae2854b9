"""Days of a candidate in SQL: as a condition on a window, and as a multirange.

Only days on which something is *met* count, because only the eligible are asked for. A condition
that one row decides is cheap; the multirange is for a window that no row covers by itself, where
credentials relay each other. ``Candidate`` is the candidate of the statement around it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import IntEnum
from functools import reduce
from typing import Any, Protocol

from sqlalchemy import (
    Boolean,
    ColumnElement,
    SQLColumnExpression,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
)

from agency.candidates.models import Absence, Candidate
from agency.credentials.models import Credential
from agency.placements.models import BUSY_STAGES, Placement
from agency.rules.spans import ALL_DAYS, NO_DAYS, Spans, Window

Condition = ColumnElement[bool]
Column = SQLColumnExpression[Any]
Ranges = ColumnElement[Any]


class Shape(IntEnum):
    """How a set of days may lie: all or none, all from one day on, or in any way."""

    timeless = 0
    since = 1
    dated = 2


class Days(Protocol):
    """For a candidate a set of days."""

    @property
    def shape(self) -> Shape:
        """The narrowest shape that the set always has."""

    def within(self, window: Window) -> Condition:
        """Whether every day of ``window`` is in the set."""

    def ranges(self) -> Ranges:
        """The set itself."""


class Timeless:
    """Every day or none."""

    shape = Shape.timeless

    def __init__(self, holds: Condition) -> None:
        self.holds = holds

    def within(self, window: Window) -> Condition:
        return self.holds

    def ranges(self) -> Ranges:
        return case((self.holds, constant(ALL_DAYS)), else_=constant(NO_DAYS))


class Since:
    """Every day from ``first`` on, which a subquery finds; no day if it finds none."""

    shape = Shape.since

    def __init__(self, first: ColumnElement[Any]) -> None:
        self.first = first

    def within(self, window: Window) -> Condition:
        return self.first <= day(window.first)

    def ranges(self) -> Ranges:
        since = func.datemultirange(func.daterange(self.first, None))
        return case((self.first.is_(None), constant(NO_DAYS)), else_=since)


class Held:
    """The days of all credentials that pass ``test``, each by itself."""

    shape = Shape.dated

    def __init__(self, test: Condition) -> None:
        hers = Credential.candidate_id == Candidate.id
        self.passing = and_(hers, Credential.status == "active", test)

    def within(self, window: Window) -> Condition:
        alone = self._one_over(window)
        return alone if window.days == 1 else _or_together(alone, self._one_over, self, window)

    def ranges(self) -> Ranges:
        return _united(Credential.issued_on, Credential.expires_on, self.passing)

    def _one_over(self, window: Window) -> Condition:
        issued, expires = Credential.issued_on, Credential.expires_on
        begun = or_(issued.is_(None), issued <= day(window.first))
        lasts = or_(expires.is_(None), expires >= day(window.last))
        return select(Credential.id).where(self.passing, begun, lasts).exists()


class Free:
    """The days on which she is available and placed nowhere."""

    shape = Shape.dated
    absent = Absence.candidate_id == Candidate.id
    busy = and_(Placement.candidate_id == Candidate.id, Placement.stage.in_(BUSY_STAGES))

    def within(self, window: Window) -> Condition:
        begins, first, last = Candidate.available_from, day(window.first), day(window.last)
        absent = select(Absence.id).where(
            self.absent, Absence.first_day <= last, Absence.last_day >= first
        )
        busy = select(Placement.id).where(
            self.busy, Placement.starts_on <= last, Placement.ends_on >= first
        )
        return and_(or_(begins.is_(None), begins <= first), ~absent.exists(), ~busy.exists())

    def ranges(self) -> Ranges:
        begun = func.datemultirange(func.daterange(Candidate.available_from, None))
        absent = _united(Absence.first_day, Absence.last_day, self.absent)
        busy = _united(Placement.starts_on, Placement.ends_on, self.busy)
        return begun.op("-")(absent).op("-")(busy)


class AllOf:
    """The days common to all of ``parts``."""

    def __init__(self, parts: Sequence[Days]) -> None:
        self.parts = parts
        self.shape = max(part.shape for part in parts)

    def within(self, window: Window) -> Condition:
        return and_(*(part.within(window) for part in self.parts))

    def ranges(self) -> Ranges:
        return reduce(lambda a, b: a.op("*")(b), (part.ranges() for part in self.parts))


class AnyOf:
    """The days of any of ``parts``."""

    def __init__(self, parts: Sequence[Days]) -> None:
        self.parts = parts
        self.shape = max(part.shape for part in parts)

    def within(self, window: Window) -> Condition:
        alone = self._some_one_over(window)
        if window.days == 1 or not self._may_relay:
            return alone
        return _or_together(alone, self._some_one_over, self, window)

    def ranges(self) -> Ranges:
        return reduce(lambda a, b: a.op("+")(b), (part.ranges() for part in self.parts))

    def _some_one_over(self, window: Window) -> Condition:
        return or_(*(part.within(window) for part in self.parts))

    @property
    def _may_relay(self) -> bool:
        """Whether parts can cover a window together that none covers alone."""
        shapes = [part.shape for part in self.parts if part.shape != Shape.timeless]
        return len(shapes) > 1 and Shape.dated in shapes


class InForce:
    """Versions, each on its own days, which never overlap; all other days are in the set."""

    shape = Shape.dated

    def __init__(self, versions: Sequence[tuple[int, int, Days]]) -> None:
        self.versions = versions

    def within(self, window: Window) -> Condition:
        shares = [
            (Window(max(first, window.first), min(last, window.last)), part)
            for first, last, part in self.versions
        ]
        return and_(true(), *(part.within(share) for share, part in shares if share.days > 0))

    def ranges(self) -> Ranges:
        governed = Spans.of((first, last) for first, last, _ in self.versions)
        clipped = (
            part.ranges().op("*")(constant(Spans(((first, last),))))
            for first, last, part in self.versions
        )
        return reduce(lambda a, b: a.op("+")(b), clipped, constant(~governed))


def _or_together(
    alone: Condition, over: Callable[[Window], Condition], days: Days, window: Window
) -> Condition:
    """``alone``, or a relay: something covers the first day, something the last, and all of it."""
    first, last = Window(window.first, window.first), Window(window.last, window.last)
    return or_(alone, and_(over(first), over(last), holds(days, window)))


def holds(days: Days, window: Window) -> Condition:
    """`Days.within`, asked of the set itself."""
    return days.ranges().op("@>", return_type=Boolean())(_range(*window))


def _united(first: Column, last: Column, chosen: Condition) -> Ranges:
    """The days of all chosen rows of a table; a blank end is open."""
    united = select(func.range_agg(func.daterange(first, last, "[]"))).where(chosen)
    return func.coalesce(united.scalar_subquery(), constant(NO_DAYS))


def day(ordinal: int) -> ColumnElement[date]:
    return literal(date.fromordinal(ordinal))


def constant(days: Spans) -> Ranges:
    """The same days for everybody."""
    return func.datemultirange(*(_range(first, last) for first, last in days))


def _range(first: int, last: int) -> Ranges:
    return func.daterange(day(first), day(last), "[]")
