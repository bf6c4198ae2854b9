"""Where those who get mail live, as far as the outbox has to know: in which time zone.

Candidates are known above us: whoever makes the application says how their ZIP code is found.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from agency.notices.quiet import quiet_until
from agency.notices.topics import topic_named
from agency.places import zone_of
from agency.settings import settings

ZipOf = Callable[[int], str | None]
_zip_of: list[ZipOf] = []


def register_zip_of(zip_of: ZipOf) -> None:
    """Have the ZIP code of a candidate's home, by her id, found by ``zip_of``."""
    _zip_of[:] = [zip_of]


def waits_until(topic: str, candidate_id: int | None, now: datetime) -> datetime | None:
    """When mail about a topic may leave to somebody; None if at once."""
    hours = settings().quiet_hours
    if hours is None or not topic_named(topic).keeps_quiet:
        return None
    return quiet_until(now, hours, zone_of_reader(candidate_id))


def zone_of_reader(candidate_id: int | None) -> str:
    """The time zone where she lives; where that is not known, or she has no file, the agency's."""
    home = _zip_of[0](candidate_id) if _zip_of and candidate_id is not None else None
    return zone_of(home) or settings().timezone
