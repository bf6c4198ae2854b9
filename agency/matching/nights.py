"""When a night is due: one for each date where the agency is, at one time of day in UTC.

The time of day is UTC, so that no switch of daylight saving can skip or double it; the date is
that of the agency. A date of 23 hours may miss the moment, and then its night is due as it begins;
one of 25 hours may have two, and then the first counts.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def due(day: date, zone: str, at_utc: tuple[int, int]) -> datetime:
    """The moment, within ``day`` as it is in ``zone``, at which its night is due; in UTC.

    ``at_utc`` is an hour and a minute.
    """
    place = ZoneInfo(zone)
    moments = (datetime.combine(day + days, time(*at_utc), UTC) for days in (-DAY, 0 * DAY, DAY))
    within = (moment for moment in moments if moment.astimezone(place).date() == day)
    return next(within, datetime.combine(day, time(), place).astimezone(UTC))


def last_night(now: datetime, zone: str, at_utc: tuple[int, int]) -> date:
    """The latest date whose night is due at ``now``; those before it are not made up for."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today if due(today, zone, at_utc) <= now else today - DAY
