"""The days on a card: how the issuer of each type computes the day on which it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

from agency.rules import workdays
from agency.sampling.amounts import wholes
from agency.sampling.chance import Dice
from agency.sampling.world import World

MONTHS_IN_A_YEAR = 12
SEASON_BEGINS, SEASON_IS_OVER = 9, 2
ONE_DAY = timedelta(days=1)

YearlyDay = tuple[int, int]

# The days of a sample lie within some years of each other, so that the same sums come up often.
MOST_SUMS = 1 << 16
add_months = lru_cache(MOST_SUMS)(workdays.add_months)
end_of_month = lru_cache(MOST_SUMS)(workdays.end_of_month)


class Validity(Protocol):
    """How long a type is good for, and the days on which its cards end."""

    @property
    def months(self) -> int: ...

    def ends_from(self, wanted: date) -> date:
        """The first day from ``wanted`` on with which a card may end."""

    def ends_until(self, wanted: date) -> date:
        """The last day up to ``wanted`` with which a card may end."""

    def issued(self, ends: date, latest: date, dice: Dice) -> date:
        """A day of issue, if it can be not after ``latest``, of a card that ends on ``ends``."""

    def ends(self, issued: date) -> date:
        """The day on which a card issued on ``issued`` ends."""


@dataclass(frozen=True, slots=True)
class Anniversary:
    """Ends on the day of the month on which it was issued."""

    months: int

    def ends_from(self, wanted: date) -> date:
        return wanted

    def ends_until(self, wanted: date) -> date:
        return wanted

    def issued(self, ends: date, latest: date, dice: Dice) -> date:
        return add_months(ends, -self.months)

    def ends(self, issued: date) -> date:
        return add_months(issued, self.months)


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """Ends with a month, on whatever day of it it was issued."""

    months: int

    def ends_from(self, wanted: date) -> date:
        return end_of_month(wanted)

    def ends_until(self, wanted: date) -> date:
        return wanted if wanted == end_of_month(wanted) else wanted.replace(day=1) - ONE_DAY

    def issued(self, ends: date, latest: date, dice: Dice) -> date:
        first = add_months(ends, -self.months).replace(day=1)
        return dice.day(first, min(latest, end_of_month(first)))

    def ends(self, issued: date) -> date:
        return end_of_month(add_months(issued, self.months))


@dataclass(frozen=True, slots=True)
class OnAYearlyDay:
    """Ends on one day of the year; a first card runs to the second such day, so a little less."""

    months: int
    day: YearlyDay
    first_percent: int

    def ends_from(self, wanted: date) -> date:
        this_year = wanted.replace(month=self.day[0], day=self.day[1])
        return this_year if this_year >= wanted else add_months(this_year, MONTHS_IN_A_YEAR)

    def ends_until(self, wanted: date) -> date:
        end = self.ends_from(wanted)
        return end if end == wanted else add_months(end, -MONTHS_IN_A_YEAR)

    def issued(self, ends: date, latest: date, dice: Dice) -> date:
        renewed = add_months(ends, -self.months)
        if not dice.happens(self.first_percent):
            return renewed
        return dice.day(renewed, min(latest, add_months(renewed, MONTHS_IN_A_YEAR) - ONE_DAY))

    def ends(self, issued: date) -> date:
        return self.ends_until(add_months(issued, self.months))


@dataclass(frozen=True, slots=True)
class InSeason:
    """Issued from September to January and good for a year, as vaccines against influenza are.

    Days out of season are spread over the season before or after them.
    """

    months: int

    def ends_from(self, wanted: date) -> date:
        return wanted if _in_season(wanted) else _spread(wanted, wanted.year)

    def ends_until(self, wanted: date) -> date:
        return wanted if _in_season(wanted) else _spread(wanted, wanted.year - 1)

    def issued(self, ends: date, latest: date, dice: Dice) -> date:
        return add_months(ends, -self.months)

    def ends(self, issued: date) -> date:
        return add_months(issued, self.months)


def _in_season(day: date) -> bool:
    return not SEASON_IS_OVER <= day.month < SEASON_BEGINS


def _spread(day: date, year: int) -> date:
    """The day of the season that begins in ``year`` as far into it as ``day`` is out of season."""
    over, begins = date(day.year, SEASON_IS_OVER, 1), date(day.year, SEASON_BEGINS, 1)
    first, end = date(year, SEASON_BEGINS, 1), date(year + 1, SEASON_IS_OVER, 1)
    return first + (day - over) * (end - first).days // (begins - over).days


class Validities:
    """The validity of every type that expires."""

    def __init__(self, world: World) -> None:
        self._types = world.book.catalogue.types
        table = world.amounts.table("credentials")
        self._clearances = wholes(table, "clearance_months")
        self._seasonal = table.words("seasonal")
        self._first_percent = table.whole("first_issue_percent")
        self._known: dict[tuple[str, YearlyDay], Validity | None] = {}

    def of(self, code: str, birthday: YearlyDay) -> Validity | None:
        """The validity of ``code`` for somebody with that birthday; None if it lasts for ever."""
        if (code, birthday) not in self._known:
            self._known[code, birthday] = self._of(code, birthday)
        return self._known[code, birthday]

    def _of(self, code: str, birthday: YearlyDay) -> Validity | None:
        if not self._types[code].expires:
            return None
        printed = self._types[code].validity
        if printed is None:
            months = self._clearances[code]
            return InSeason(months) if code in self._seasonal else Anniversary(months)
        if printed.computed == "end_of_month":
            return MonthEnd(printed.months)
        if printed.computed == "birthday":
            return OnAYearlyDay(printed.months, birthday, self._first_percent)
        if printed.day:
            return OnAYearlyDay(printed.months, _yearly_day(printed.day), self._first_percent)
        return Anniversary(printed.months)


def _yearly_day(written: str) -> YearlyDay:
    """06-30 as a month and a day."""
    month, day = map(int, written.split("-"))
    return month, day
