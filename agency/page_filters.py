"""How days, moments, lengths of time and numbers are written for people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup, escape

from agency.rules.sentences import day_text
from agency.rules.voice import of_her
from agency.settings import settings, today

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))
BYTE_UNITS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000))
# Within so many days a weekday says more than a year, and within a year no year is needed.
MONTH, YEAR = 31, 365
COMMAND = re.compile("`([^`]+)`")


def register_page_filters(app: Flask) -> None:
    """Make them known to every template of ``app``, by short names."""
    app.add_template_filter(day_text, "day")
    app.add_template_filter(near_day, "near_day")
    app.add_template_filter(weekday_day, "weekday_day")
    app.add_template_filter(long_day, "long_day")
    app.add_template_filter(window_first, "window_first")
    app.add_template_filter(here, "here")
    app.add_template_filter(moment_text, "moment")
    app.add_template_filter(age_text, "age")
    app.add_template_filter(number_text, "number")
    app.add_template_filter(size_text, "size")
    app.add_template_filter(counted, "counted")
    app.add_template_filter(listed_counts, "listed")
    app.add_template_filter(sentence_text, "sentence")
    app.add_template_filter(code_text, "code")
    app.add_template_filter(of_her, "of_her")


def near_day(day: date) -> str:
    """A day as far off as it is: Thu 28 Jan within a month of today, 28 Jan within a year,
    28 Jan 2027 beyond."""
    off = abs((day - today()).days)
    if off <= MONTH:
        return f"{day:%a} {day.day} {day:%b}"
    return f"{day.day} {day:%b}" if off < YEAR else day_text(day)


def weekday_day(day: date) -> str:
    """A day with its weekday and its year: Mon 15 Mar 2027."""
    return f"{day:%a} {day_text(day)}"


def long_day(day: date) -> str:
    """A day in full, as the label of a shorter one: Monday 15 March 2027."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def window_first(first: date, last: date) -> str:
    """The first day of a window whose last is told after it: the year only where they differ."""
    return f"{first:%a} {first.day} {first:%b}" if first.year == last.year else weekday_day(first)


def here(moment: datetime) -> date:
    """The day of a moment by the clock of the agency."""
    return moment.astimezone(ZoneInfo(settings().timezone)).date()


def short_moment(moment: datetime) -> str:
    """A moment of these months by the clock of the agency: 24 Nov, 02:14."""
    here = moment.astimezone(ZoneInfo(settings().timezone))
    return f"{here.day} {here:%b, %H:%M}"


def clock_here(moment: datetime) -> str:
    """A time of today by the clock of the agency: 02:14."""
    return f"{moment.astimezone(ZoneInfo(settings().timezone)):%H:%M}"


def moment_text(moment: datetime) -> str:
    """A moment by the clock of the agency: 24 Nov 2026, 02:14."""
    here = moment.astimezone(ZoneInfo(settings().timezone))
    return f"{day_text(here.date())}, {here:%H:%M}"


def age_text(age: timedelta) -> str:
    """A length of time in its largest unit of which there are at least two: 90 seconds, 14 minutes.

    What a clock that runs behind makes negative is no time at all.
    """
    seconds = max(0, int(age.total_seconds()))
    for unit, length in UNITS:
        if seconds >= 2 * length:
            return f"{seconds // length:,} {unit}s"
    return counted(seconds, "second")


def size_text(number: int) -> str:
    """A number of bytes in the largest unit of which there is at least one: 512 bytes, 3.2 MB."""
    for unit, length in BYTE_UNITS:
        if number >= length:
            return f"{number / length:,.1f} {unit}"
    return counted(number, "byte")


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """A count with its noun: 1 job, 3,186 jobs; ``nouns`` where an s will not do."""
    return f"{number_text(number)} {noun if number == 1 else nouns or noun + 's'}"


def listed_counts(counts: Iterable[tuple[str, int]]) -> str:
    """Counts with what is counted, its name in words: 4 became eligible, 1 opened."""
    return ", ".join(f"{number_text(number)} {words_of(name)}" for name, number in counts)


def words_of(name: str) -> str:
    """A name in words: ``became_eligible`` is "became eligible"."""
    return name.replace("_", " ")


def sentence_text(words: str) -> str:
    """Words with a capital at their beginning, all others as they are."""
    return words[:1].upper() + words[1:]


def code_text(words: str) -> Markup:
    """Words in which what stands between backticks is shown as something to type."""
    return Markup(COMMAND.sub(r"<code>\1</code>", str(escape(words))))


def number_text(number: int) -> str:
    """A count with its thousands set off: 3,186."""
    return f"{number:,}"
