"""Quiet hours: when mail that can wait waits, by the clock where its reader lives."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

Hours = tuple[time, time]
"""From the first time of day until before the second, over midnight where that is the earlier."""

MINUTE = timedelta(minutes=1)


def quiet_until(now: datetime, hours: Hours | None, zone: str) -> datetime | None:
    """The moment at which the quiet hours of ``zone`` end that it is in ``now``; None if in none.

    It is sought minute by minute, because on the days on which clocks are changed a time of day
    may be there twice or never.
    """
    if hours is None:
        return None
    there = ZoneInfo(zone)
    if not _is_quiet(now, hours, there):
        return None
    moment = now.replace(second=0, microsecond=0) + MINUTE
    while _is_quiet(moment, hours, there):
        moment += MINUTE
    return moment


def _is_quiet(moment: datetime, hours: Hours, zone: ZoneInfo) -> bool:
    (first, last), clock = hours, moment.astimezone(zone).time()
    if first < last:
        return first <= clock < last
    return clock >= first or clock < last
