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
SATURDAY, SUNDAY = 5, 6
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
        if self.falls_on(day):
            return True
        if not self.observed:
            return False
        return (day.weekday() == 4 and self.falls_on(day + ONE_DAY)) or (
            day.weekday() == 0 and self.falls_on(day - ONE_DAY)
        )


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
        """The day on which ``count`` working days have passed since ``day``."""
        while count > 0:
            day += ONE_DAY
            count -= self.is_working(day)
        return day

    def __hash__(self) -> int:
        return hash(self.rules)


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
    weekday = table.choice("weekday", WEEKDAYS) if "weekday" in table else None
    nth = table.take("nth") if "nth" in table else None
    holiday = Holiday(
        name=table.text("name"),
        month=table.whole("month"),
        in_force=table.whole_or_none("in_force") or date.min.year,
        day=table.whole_or_none("day"),
        weekday=None if weekday is None else WEEKDAYS.index(weekday),
        nth=nth,
        observed=table.flag("observed"),
    )
    if (holiday.day is None) == (holiday.weekday is None or holiday.nth not in (1, 2, 3, 4, -1)):
        raise table.error("day", "expected either day, or weekday with nth (1 to 4, or -1)")
    table.close()
    return holiday


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
