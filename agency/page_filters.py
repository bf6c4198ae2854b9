"""How days, moments, lengths of time and numbers are written for people."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from agency.rules.sentences import day_text
from agency.settings import settings

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def register_page_filters(app: Flask) -> None:
    """Make them known to every template of ``app``, by short names."""
    app.add_template_filter(day_text, "day")
    app.add_template_filter(moment_text, "moment")
    app.add_template_filter(age_text, "age")
    app.add_template_filter(number_text, "number")
    app.add_template_filter(counted, "counted")


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


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """A count with its noun: 1 job, 3,186 jobs; ``nouns`` where an s will not do."""
    return f"{number_text(number)} {noun if number == 1 else nouns or noun + 's'}"


def number_text(number: int) -> str:
    """A count with its thousands set off: 3,186."""
    return f"{number:,}"
