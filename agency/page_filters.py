"""How days, moments, lengths of time and numbers are written for people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup, escape

from agency.rules.sentences import day_text
from agency.settings import settings

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))
COMMAND = re.compile("`([^`]+)`")


def register_page_filters(app: Flask) -> None:
    """Make them known to every template of ``app``, by short names."""
    app.add_template_filter(day_text, "day")
    app.add_template_filter(moment_text, "moment")
    app.add_template_filter(age_text, "age")
    app.add_template_filter(number_text, "number")
    app.add_template_filter(counted, "counted")
    app.add_template_filter(listed_counts, "listed")
    app.add_template_filter(sentence_text, "sentence")
    app.add_template_filter(code_text, "code")


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
