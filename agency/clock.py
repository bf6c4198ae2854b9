"""The only reader of the time; everything below is handed a day or a moment."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The date it is now in ``zone``, an IANA name such as America/New_York."""
    return now().astimezone(ZoneInfo(zone)).date()


class Stopwatch:
    """Seconds by the name of what took them; not a time of day, so setting clocks moves nothing."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, name: str) -> None:
        """Count the time since the last lap under ``name``."""
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now
