"""When the agency is told what lapses inside placements: on the first working day of a week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile

from agency.notices.actions import Draft
from agency.renewals.lapses import Lapse, Wanted, all_lapses
from agency.renewals.letters import staff_letter
from agency.renewals.queries import staff_told
from agency.renewals.reminder_settings import settings_of_file
from agency.rules.rulebook import RuleBook
from agency.rules.workdays import ONE_DAY, Holidays

Letter = tuple[int, Draft]
"""A mail with the row id of whose it is."""


def staff_digests(day: date, book: RuleBook) -> list[Letter]:
    """The mails of ``day``; none but on the first working day of a week, and where nothing lapses.

    Federal holidays are no working days: after one on a Monday it is Tuesday.
    """
    if not begins_a_week(day, book.holidays):
        return []
    found = list(soon_lapsing(day, book))
    return [(user.id, staff_letter(user, found, day)) for user in staff_told()] if found else []


def begins_a_week(day: date, holidays: Holidays) -> bool:
    """Whether it is a working day, and none before it was one since Monday."""
    before = [day - n * ONE_DAY for n in range(1, day.weekday() + 1)]
    return holidays.is_working(day) and not any(map(holidays.is_working, before))


def soon_lapsing(day: date, book: RuleBook) -> Iterator[Lapse]:
    """What leaves days uncovered and ends within the days that the settings name."""
    until = day + timedelta(days=settings_of_file().staff_ahead_days)
    return takewhile(lambda one: one.ends <= until, all_lapses(day, book, Wanted()))
