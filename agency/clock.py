"""The only reader of the time; everything below is handed a day or a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The date it is now in ``zone``, an IANA name such as America/New_York."""
    return now().astimezone(ZoneInfo(zone)).date()
