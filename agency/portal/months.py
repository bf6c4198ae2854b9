"""A month as weeks of days, each with what is known of it: away, placed, or free."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agency.rules.spans import Spans

SUNDAY = 6
WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
AWAY, PLACED, FREE = "away", "placed", ""
MOST_YEARS = 20


@dataclass(frozen=True, slots=True)
class MonthDay:
    """``state`` is ``away``, ``placed`` or blank; days of the months around are ``other``."""

    day: date
    state: str
    other: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks of a month, Sunday first."""

    first: date
    weeks: Sequence[Sequence[MonthDay]]

    @property
    def name(self) -> str:
        return f"{self.first:%B %Y}"

    @property
    def before(self) -> str:
        """The month before, as its address has it."""
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.first + timedelta(days=31):%Y-%m}"


def month_of(first: date, away: Iterable[tuple[date, date]], placed: Spans) -> Month:
    """The month that begins on ``first``."""
    off = Spans.of((one.toordinal(), other.toordinal()) for one, other in away)
    weeks = Calendar(SUNDAY).monthdatescalendar(first.year, first.month)
    drawn = [
        [MonthDay(one, _state(one, off, placed), one.month != first.month) for one in week]
        for week in weeks
    ]
    return Month(first, drawn)


def _state(day: date, away: Spans, placed: Spans) -> str:
    if day.toordinal() in placed:
        return PLACED
    return AWAY if day.toordinal() in away else FREE


def first_of(text: str, today: date) -> date:
    """The first day of a month written 2027-02; of this month where it is none of these years."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    near = abs(first.year - today.year) <= MOST_YEARS
    return first if near else today.replace(day=1)
