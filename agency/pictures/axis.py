"""Days along a line: where a day stands, as a fraction of what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agency.rules.spans import FIRST_DAY, LAST_DAY, Window
from agency.rules.workdays import add_months

YEAR = 12
# So many months apart may ticks stand, and so much of the line does each need.
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 6000, 12000)
ROOM_OF_A_TICK = 0.075


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month, or of a year, with its name; the year is named once."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of days on a line, and whether it goes on beyond either end of it."""

    start: float
    width: float
    from_before: bool
    goes_on: bool

    @property
    def end(self) -> float:
        return self.start + self.width

    @property
    def middle(self) -> float:
        return self.start + self.width / 2


@dataclass(frozen=True, slots=True)
class Axis:
    """The days that are drawn, as ordinals; both belong to it."""

    first: int
    last: int

    @classmethod
    def around(cls, first: int, last: int, margin: int) -> Axis:
        """The days from ``first`` to ``last`` with ``margin`` days on each side, if there are."""
        return cls(max(first - margin, FIRST_DAY), min(last + margin, LAST_DAY))

    @property
    def days(self) -> int:
        return self.last - self.first + 1

    def at(self, day: int) -> float:
        """Where ``day`` begins; one that is not drawn stands at the nearer end."""
        return min(max((day - self.first) / self.days, 0.0), 1.0)

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last

    def stretch(self, first: int, last: int) -> Stretch | None:
        """The part of these days that is drawn; None if none is."""
        if last < self.first or self.last < first or last < first:
            return None
        start, end = self.at(first), self.at(last + 1)
        return Stretch(start, end - start, first < self.first, last > self.last)

    def clipped(self, window: Window) -> Window:
        """The days of ``window`` that are drawn; without any it has none either."""
        return Window(max(window.first, self.first), min(window.last, self.last))

    def ticks(self, room: float = ROOM_OF_A_TICK) -> tuple[Tick, ...]:
        """Months, or years, as far apart as ``room``, a share of the line, lets them be."""
        return tuple(self._ticks(self._step(room)))

    def _step(self, room: float) -> int:
        fitting = (step for step in STEPS if step * 30 >= room * self.days)
        return next(fitting, STEPS[-1])

    def _ticks(self, step: int) -> Iterator[Tick]:
        month = date.fromordinal(self.first).replace(day=1)
        if step >= YEAR:
            month = month.replace(month=1)
        named: int | None = None
        while month.toordinal() <= self.last and month < date.max:
            if month.toordinal() >= self.first and (month.month - 1) % min(step, YEAR) == 0:
                yield Tick(self.at(month.toordinal()), _name(month, step, named))
                named = month.year
            month = add_months(month, step if step >= YEAR else 1)


def _name(month: date, step: int, named: int | None) -> str:
    if step >= YEAR:
        return str(month.year)
    return f"{month:%b}" if month.year == named else f"{month:%b %Y}"
