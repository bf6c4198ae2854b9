"""Days drawn as characters: one axis that all bars of an explanation share, its window framed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from agency.rules.eligibility import MET, UNKNOWN, UNMET, verdict_of
from agency.rules.sentences import day_text, days_text
from agency.rules.spans import FIRST_DAY, LAST_DAY, Coverage, Window
from agency.rules.workdays import add_months

# Days before and after the window that are drawn: a quarter of it, within reason.
LEAST_MARGIN, MOST_MARGIN = 7, 60
WEEK = 7
# Up to so many days the axis names Mondays, beyond that months.
DAYS_NAMED_BY_WEEK = 45
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200)
YEAR = 12
LABEL_CELLS = 5


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters of a drawing; every verdict has a mark and a fill of its own."""

    marks: dict[str, str]
    fills: dict[str, str]
    edge: str
    line: str
    tick: str
    cut: str


UNICODE = Glyphs(
    marks={MET: "✓", UNKNOWN: "?", UNMET: "✗"},
    fills={MET: "█", UNKNOWN: "░", UNMET: "·"},
    edge="│",
    line="─",
    tick="┬",
    cut="…",
)
ASCII = Glyphs(
    marks={MET: "+", UNKNOWN: "?", UNMET: "x"},
    fills={MET: "#", UNKNOWN: ":", UNMET: "."},
    edge="|",
    line="-",
    tick="+",
    cut="~",
)


class Stretch(NamedTuple):
    """A run of days drawn in a number of cells; a cell is several days, or a part of one."""

    first: int
    days: int
    cells: int

    def cell(self, number: int) -> Window:
        """The days of a cell."""
        begin = number * self.days // self.cells
        end = (number + 1) * self.days // self.cells
        return Window(self.first + begin, self.first + max(end - 1, begin))

    def windows(self) -> Iterator[Window]:
        return (self.cell(number) for number in range(self.cells))

    def cell_of(self, day: int) -> int | None:
        """The first cell in which ``day`` is drawn; None if it lies outside."""
        if not self.first <= day < self.first + self.days:
            return None
        return next(number for number in range(self.cells) if day <= self.cell(number).last)


@dataclass(frozen=True, slots=True)
class Axis:
    """The days before a window, the window, and the days after it, with an edge between them.

    Edges fall between days, so a cell never mixes days of work with others.
    """

    before: Stretch
    window: Stretch
    after: Stretch
    glyphs: Glyphs

    @classmethod
    def around(cls, window: Window, width: int, glyphs: Glyphs) -> Axis:
        """An axis ``width`` characters wide."""
        margin = min(max(window.days // 4, LEAST_MARGIN), MOST_MARGIN)
        before = min(margin, window.first - FIRST_DAY)
        after = min(margin, LAST_DAY - window.last)
        cells = width - 2
        total = before + window.days + after
        left, right = (_share(cells, days, total) for days in (before, after))
        return cls(
            Stretch(window.first - before, before, left),
            Stretch(window.first, window.days, cells - left - right),
            Stretch(window.last + 1, after, right),
            glyphs,
        )

    def bar(self, coverage: Coverage) -> str:
        """Every cell filled with its verdict: missing if any of its days is."""
        return self._framed(
            "".join(self.glyphs.fills[verdict_of(coverage, days)] for days in stretch.windows())
            for stretch in (self.before, self.window, self.after)
        )

    def frame(self) -> str:
        """The window by itself, with its days written into it where they fit."""
        first, last = self.window.first, self.window.first + self.window.days - 1
        counted = days_text(self.window.days)
        texts = (f" {day_text(first)} to {day_text(last)}, {counted} ", f" {counted} ", "")
        text = next(text for text in texts if len(text) <= self.window.cells)
        inside = text.center(self.window.cells, self.glyphs.line)
        return self._framed((" " * self.before.cells, inside, " " * self.after.cells))

    def ticks(self) -> tuple[str, str]:
        """Two lines: the names of months (or of Mondays), and a ruler that shows where they begin.

        A name that would run into the one before it is left out; its tick stays.
        """
        line = self.glyphs.line
        ruler = list(self._framed(line * s.cells for s in (self.before, self.window, self.after)))
        names = ""
        for day, name in self._named_days():
            column = self._column(day)
            ruler[column] = self.glyphs.tick
            if column + len(name) <= len(ruler) and (not names or len(names) < column):
                names = names.ljust(column) + name
        return names, "".join(ruler)

    def _framed(self, parts: Iterator[str] | tuple[str, str, str]) -> str:
        return self.glyphs.edge.join(parts)

    def _column(self, day: int) -> int:
        column = 0
        for stretch in (self.before, self.window, self.after):
            cell = stretch.cell_of(day)
            if cell is not None:
                return column + cell
            column += stretch.cells + 1
        raise ValueError(f"day {day} is not on the axis")

    def _named_days(self) -> Iterator[tuple[int, str]]:
        first, last = self.before.first, self.after.first + self.after.days - 1
        if last - first < DAYS_NAMED_BY_WEEK:
            yield from _mondays(first, last)
        else:
            cells = self.before.cells + self.window.cells + self.after.cells
            yield from _months(first, last, cells)


def _share(cells: int, days: int, total: int) -> int:
    return max(round(cells * days / total), 1) if days else 0


def _mondays(first: int, last: int) -> Iterator[tuple[int, str]]:
    monday = first + -(first - 1) % WEEK
    for day in range(monday, last + 1, WEEK):
        begin = date.fromordinal(day)
        yield day, f"{begin.day} {begin:%b}"


def _months(first: int, last: int, cells: int) -> Iterator[tuple[int, str]]:
    """The first days of months, as far apart as their names need."""
    step = _month_step(last - first + 1, cells)
    month = date.fromordinal(first).replace(day=1)
    if step >= YEAR:
        month = month.replace(month=1)
    named_year: int | None = None
    while month.toordinal() <= last and month < date.max:
        if month.toordinal() >= first and (month.month - 1) % min(step, YEAR) == 0:
            yield month.toordinal(), _month_name(month, step, named_year)
            named_year = month.year
        month = add_months(month, step if step >= YEAR else 1)


def _month_step(days: int, cells: int) -> int:
    fitting = (step for step in MONTH_STEPS if step * 30 * cells >= LABEL_CELLS * days)
    return next(fitting, MONTH_STEPS[-1])


def _month_name(month: date, step: int, named_year: int | None) -> str:
    """The year once, where it is new."""
    if step >= YEAR:
        return str(month.year)
    return f"{month:%b}" if month.year == named_year else f"{month:%b %Y}"
