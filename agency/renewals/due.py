"""When somebody is reminded: which renewals are news, and whether a mail is due; pure reckoning.

Of each renewal the least of its type's days counts that is reached: 30 from the day on which its
last safe day to file is 30 days away. It is news until a digest has named it at that number, so a
day on which nothing could be sent is made up for, once. That it has ended is news once more, until
a digest has named it since. A changed expiry makes it news again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from agency.renewals.reminder_settings import Days, ReminderSettings


@dataclass(frozen=True, slots=True)
class Coming:
    """A credential that is to be renewed; ``filed`` where she says that she has filed for it.

    ``told_since`` is whether a digest has named it since it ended.
    """

    credential_id: int
    code: str
    expires_on: date
    renew_by: date
    filed: bool = False
    told_since: bool = False


Told = Mapping[tuple[int, date], int]
"""By credential and expiry the least number of days at which it was named."""


def reached(renew_by: date, day: date, days: Days) -> int | None:
    """The least of ``days`` that ``day`` has reached; None while it is further off than all."""
    left = (renew_by - day).days
    return min((one for one in days if left <= one), default=None)


def news(
    coming: Collection[Coming], told: Told, day: date, settings: ReminderSettings
) -> list[Coming]:
    """What no digest has named yet as near as it is now; what is filed for is no news."""
    return [one for one in coming if not one.filed and _is_news(one, told, day, settings)]


def _is_news(one: Coming, told: Told, day: date, settings: ReminderSettings) -> bool:
    now = reached(one.renew_by, day, settings.of(one.code))
    before = told.get((one.credential_id, one.expires_on))
    if now is not None and one.expires_on < day:
        return not one.told_since
    return now is not None and (before is None or now < before)


def is_due(
    coming: Collection[Coming],
    told: Told,
    last: date | None,
    day: date,
    settings: ReminderSettings,
) -> bool:
    """Whether she is mailed on ``day``; ``last`` is the day of her last digest.

    There is something new, no mail on the day yet, and none within the week before it, unless the
    nearest of what is new is urgent.
    """
    new = news(coming, told, day, settings)
    if not new or last == day:
        return False
    if last is None or (day - last).days >= settings.week_days:
        return True
    return any((one.renew_by - day).days <= settings.urgent_days for one in new)
