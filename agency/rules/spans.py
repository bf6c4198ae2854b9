"""Sets of days, and the two sets with which every requirement answers.

A day is counted as its proleptic Gregorian ordinal (``date.toordinal``), so that the day after
a day is plus one and the beginning and the end of time are ordinary numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

FIRST_DAY = date.min.toordinal()
LAST_DAY = date.max.toordinal()


class Window(NamedTuple):
    """The closed run of days an assignment lasts: first and last day both count."""

    first: int
    last: int

    @classmethod
    def between(cls, first: date, last: date) -> Window:
        return cls(first.toordinal(), last.toordinal())

    @property
    def days(self) -> int:
        return self.last - self.first + 1

    def starting(self, first: int) -> Window:
        """The same length of work, begun on another day."""
        return Window(first, first + self.days - 1)

    def dates(self) -> tuple[date, date]:
        return date.fromordinal(self.first), date.fromordinal(self.last)


@dataclass(frozen=True, slots=True)
class Spans:
    """A set of days as a sorted tuple of closed intervals that neither overlap nor touch."""

    intervals: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, intervals: Iterable[tuple[int, int]]) -> Spans:
        """The days of all ``intervals``; one that ends before it begins is empty."""
        merged: list[tuple[int, int]] = []
        for first, last in sorted(pair for pair in intervals if pair[0] <= pair[1]):
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return cls(tuple(merged))

    @classmethod
    def between(cls, first: date | None, last: date | None) -> Spans:
        """From ``first`` through ``last``; None is the beginning or the end of time."""
        begin = FIRST_DAY if first is None else first.toordinal()
        end = LAST_DAY if last is None else last.toordinal()
        return cls(((begin, end),)) if begin <= end else NO_DAYS

    @classmethod
    def since(cls, first: int) -> Spans:
        return cls(((first, LAST_DAY),)) if first <= LAST_DAY else NO_DAYS

    def __or__(self, other: Spans) -> Spans:
        if not self.intervals or not other.intervals:
            return self if self.intervals else other
        return Spans.of(self.intervals + other.intervals)

    def __and__(self, other: Spans) -> Spans:
        if self is other or other is ALL_DAYS or not self.intervals:
            return self
        if self is ALL_DAYS or not other.intervals:
            return other
        return Spans(_overlaps(self.intervals, other.intervals))

    def __sub__(self, other: Spans) -> Spans:
        return self & ~other if self.intervals and other.intervals else self

    def __invert__(self) -> Spans:
        """Every other day between the beginning and the end of time."""
        others: list[tuple[int, int]] = []
        begin = FIRST_DAY
        for first, last in self.intervals:
            if begin < first:
                others.append((begin, first - 1))
            begin = last + 1
        if begin <= LAST_DAY:
            others.append((begin, LAST_DAY))
        return Spans(tuple(others))

    def __le__(self, other: Spans) -> bool:
        common = self & other
        return common is self or common == self

    def __bool__(self) -> bool:
        return bool(self.intervals)

    def __contains__(self, day: int) -> bool:
        return any(first <= day <= last for first, last in self.intervals)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self.intervals)

    @property
    def days(self) -> int:
        """How many days there are in the set."""
        return sum(last - first + 1 for first, last in self.intervals)

    def contains(self, window: Window) -> bool:
        return any(first <= window.first and window.last <= last for first, last in self.intervals)

    def holds_until(self, day: int) -> int | None:
        """The last day of the interval that ``day`` lies in; None if it lies in none."""
        return next((last for first, last in self.intervals if first <= day <= last), None)

    def earliest(self, window: Window) -> int | None:
        """The first day, not before the window's, from which as many days in a row are held."""
        starts = (
            max(first, window.first)
            for first, last in self.intervals
            if last - max(first, window.first) + 1 >= window.days
        )
        return next(starts, None)

    def dates(self) -> list[tuple[date, date]]:
        return [(date.fromordinal(first), date.fromordinal(last)) for first, last in self.intervals]


def _overlaps(
    left: tuple[tuple[int, int], ...], right: tuple[tuple[int, int], ...]
) -> tuple[tuple[int, int], ...]:
    """The common days of two sorted tuples, walking both once.

    What comes out neither overlaps nor touches: two days in a row that both hold lie in one
    interval on either side.
    """
    common: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        (begins, ends), (other_begins, other_ends) = left[i], right[j]
        first = max(begins, other_begins)
        last = min(ends, other_ends)
        if first <= last:
            common.append((first, last))
        if ends < other_ends:
            i += 1
        else:
            j += 1
    return tuple(common)


NO_DAYS = Spans()
ALL_DAYS = Spans(((FIRST_DAY, LAST_DAY),))


@dataclass(frozen=True, slots=True)
class Coverage:
    """On which days a requirement is known to hold, and on which it may hold.

    ``met`` is always part of ``possible``; a pair that is not raises ValueError.
    """

    met: Spans
    possible: Spans

    def __post_init__(self) -> None:
        if not self.met <= self.possible:
            raise ValueError("a day on which a requirement is met must also be a possible day")

    @classmethod
    def certain(cls, days: Spans) -> Coverage:
        return cls(days, days)

    @classmethod
    def maybe(cls, days: Spans) -> Coverage:
        return cls(NO_DAYS, days)

    def __or__(self, other: Coverage) -> Coverage:
        return Coverage(self.met | other.met, self.possible | other.possible)

    def __and__(self, other: Coverage) -> Coverage:
        return Coverage(self.met & other.met, self.possible & other.possible)


ALWAYS = Coverage.certain(ALL_DAYS)
NEVER = Coverage.certain(NO_DAYS)
MAYBE = Coverage.maybe(ALL_DAYS)
