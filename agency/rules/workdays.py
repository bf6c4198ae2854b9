"""Counting months and working days; federal holidays are rules in a data file."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from agency.rules.catalogue import Term
from agency.rules.reading import Table, read_toml

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONDAY, FRIDAY, SATURDAY = 0, 4, 5
POSITIONS = (1, 2, 3, 4, -1)
LEAP_YEAR = 2028
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day of the year, or the nth weekday of a month (-1 is the last), from a year on."""

    name: str
    month: int
    in_force: int
    day: int | None = None
    weekday: int | None = None
    nth: int | None = None
    observed: bool = False

    def falls_on(self, day: date) -> bool:
        if day.month != self.month or day.year < self.in_force:
            return False
        if self.day is not None:
            return day.day == self.day
        return day.weekday() == self.weekday and self.nth in _positions(day)

    def is_kept_on(self, day: date) -> bool:
        """Whether ``day`` is the holiday, or the Friday or Monday on which it is observed."""
        return self.falls_on(day) or (self.observed and self._moves_to(day))

    def _moves_to(self, day: date) -> bool:
        """Whether it falls on the Saturday after this Friday, or the Sunday before this Monday."""
        if day.weekday() == FRIDAY and day < date.max:
            return self.falls_on(day + ONE_DAY)
        return day.weekday() == MONDAY and day > date.min and self.falls_on(day - ONE_DAY)


def _positions(day: date) -> tuple[int, int]:
    """Which of its weekday in the month the day is: counted from the front and from the back."""
    last = calendar.monthrange(day.year, day.month)[1]
    return (day.day - 1) // 7 + 1, -((last - day.day) // 7 + 1)


@dataclass(frozen=True)
class Holidays:
    """The federal holidays (5 U.S.C. 6103), as ``data/holidays.toml`` lists them."""

    rules: tuple[Holiday, ...]

    def is_working(self, day: date) -> bool:
        return day.weekday() < SATURDAY and not any(rule.is_kept_on(day) for rule in self.rules)

    def before(self, day: date, count: int) -> date:
        """The latest day from which ``count`` working days pass by the end of ``day``."""
        return _working_days_before(self, day, count)

    def after(self, day: date, count: int) -> date:
        """The day on which ``count`` working days have passed since ``day``, if time lasts."""
        while count > 0 and day < date.max:
            day += ONE_DAY
            count -= self.is_working(day)
        return day


@lru_cache(maxsize=100_000)
def _working_days_before(holidays: Holidays, day: date, count: int) -> date:
    while count > 0 and day > date.min:
        count -= holidays.is_working(day)
        day -= ONE_DAY
    return day


def load_holidays(folder: Path) -> Holidays:
    """Read ``holidays.toml``; raises RuleBookError."""
    file = Table(read_toml(folder / "holidays.toml"), "holidays.toml")
    rules = tuple(_holiday(table) for table in file.tables("holiday", "name"))
    file.text("citation")
    file.text("source")
    file.day("checked_on")
    for optional in ("as_of", "confidence", "note"):
        file.text_or_none(optional)
    file.close()
    return Holidays(rules)


def _holiday(table: Table) -> Holiday:
    month = table.whole("month", least=1)
    if month > 12:
        raise table.error("month", f"expected a month from 1 to 12, got {month}")
    weekday = table.choice_or_none("weekday", WEEKDAYS)
    holiday = Holiday(
        name=table.text("name"),
        month=month,
        in_force=table.whole_or_none("in_force") or date.min.year,
        day=_day_of(month, table) if "day" in table else None,
        weekday=None if weekday is None else WEEKDAYS.index(weekday),
        nth=_nth(table) if "nth" in table else None,
        observed=table.flag("observed"),
    )
    if (holiday.day is None, holiday.weekday is None, holiday.nth is None) not in (
        (False, True, True),
        (True, False, False),
    ):
        raise table.error("day", "expected either day, or weekday with nth")
    table.close()
    return holiday


def _day_of(month: int, table: Table) -> int:
    day, longest = table.whole("day", least=1), calendar.monthrange(LEAP_YEAR, month)[1]
    if day > longest:
        raise table.error("day", f"expected a day from 1 to {longest}, got {day}")
    return day


def _nth(table: Table) -> int:
    nth = table.take("nth")
    if isinstance(nth, bool) or nth not in POSITIONS:
        raise table.error("nth", f"expected 1 to 4, or -1 for the last, got {nth!r}")
    return int(nth)


def add_months(day: date, months: int) -> date:
    """The same day ``months`` months later, or that month's last day if it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def later(day: date, term: Term, holidays: Holidays) -> date:
    """``day`` plus a length of time; the end of time if that lies beyond it."""
    if term.months is not None:
        return add_months(day, term.months)
    if term.working_days is not None:
        return holidays.after(day, term.working_days)
    room = (date.max - day).days
    return day + timedelta(days=min(term.days or 0, room))


def earlier(day: date, term: Term, holidays: Holidays) -> date:
    """The latest day from which the length of time has passed by ``day``."""
    if term.months is not None:
        return add_months(day, -term.months)
    if term.working_days is not None:
        return holidays.before(day, term.working_days)
    room = (day - date.min).days
    return day - timedelta(days=min(term.days or 0, room))
