"""When a newer credential takes the place of an older one."""

from __future__ import annotations

from datetime import date

from agency.credentials.evidence import is_accepted
from agency.credentials.models import Credential
from agency.rules.facts import Evidence


def supersedes(newer: Credential, older: Credential, day: date, *, expires: bool) -> bool:
    """Whether an accepted one makes another of the same type needless from ``day`` on.

    It was issued later, is as well evidenced, tied to the same facility, and valid on all the days
    that remain to the older. ``expires`` says whether the type does; a day of expiry that is
    blank is then not known, and nothing is made needless by it.
    """
    same = newer.code == older.code and newer.bound_to == older.bound_to
    as_good = Evidence[newer.evidence] >= Evidence[older.evidence] and is_accepted(newer.evidence)
    return same and as_good and _from(newer) > _from(older) and _covers(newer, older, day, expires)


def _covers(newer: Credential, older: Credential, day: date, expires: bool) -> bool:
    if expires and (newer.expires_on is None or older.expires_on is None):
        return False
    first, last = max(day, _from(older)), older.expires_on or date.max
    return last < first or (_from(newer) <= first and last <= (newer.expires_on or date.max))


def _from(credential: Credential) -> date:
    return credential.issued_on or date.min
