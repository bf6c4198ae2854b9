"""Calendars as a program reads them."""

from __future__ import annotations

from typing import Any

from icalendar import Calendar


def events(content: bytes) -> list[Any]:
    """The events of a calendar; what a parser makes of them is of many types."""
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    assert str(calendar["version"]) == "2.0"
    return calendar.walk("VEVENT")
