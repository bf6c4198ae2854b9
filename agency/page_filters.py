"""How days, moments and numbers are written on pages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask

from agency.rules.sentences import day_text
from agency.settings import settings


def register_page_filters(app: Flask) -> None:
    """Make ``day``, ``moment`` and ``number`` known to every template of ``app``."""
    app.add_template_filter(day_text, "day")
    app.add_template_filter(moment_text, "moment")
    app.add_template_filter(number_text, "number")


def moment_text(moment: datetime) -> str:
    """A moment by the clock of the agency: 24 Nov 2026, 02:14."""
    here = moment.astimezone(ZoneInfo(settings().timezone))
    return f"{day_text(here.date())}, {here:%H:%M}"


def number_text(number: int) -> str:
    """A count with its thousands set off: 3,186."""
    return f"{number:,}"
