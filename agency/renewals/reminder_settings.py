"""When reminders are sent: the file, and what the agency has set for single types instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from agency.extensions import db
from agency.renewals.models import ReminderDays
from agency.rules.reading import Table, read_toml
from agency.rules.rulebook import load_rulebook

REMINDERS_FILE = Path(__file__).parent / "reminders.toml"
MOST_DAYS = 365

Days = tuple[int, ...]
"""Days before the last safe day to file, the most first."""


@dataclass(frozen=True)
class ReminderSettings:
    """As `reminders.toml` explains them; ``by_type`` are days of single types by their codes."""

    days: Days
    urgent_days: int
    week_days: int
    ended_days: int
    at: time
    staff_ahead_days: int
    by_type: Mapping[str, Days]

    def of(self, code: str) -> Days:
        return self.by_type.get(code, self.days)

    @property
    def furthest(self) -> int:
        """So many days ahead a digest looks: the most that is set for any type."""
        return max(max(days, default=0) for days in (self.days, *self.by_type.values()))


@lru_cache(maxsize=1)
def settings_of_file() -> ReminderSettings:
    """As the file has them; raises RuleBookError."""
    file = Table(read_toml(REMINDERS_FILE), REMINDERS_FILE.name)
    by_type, codes = file.table("days_by_type"), load_rulebook().catalogue.types
    found = ReminderSettings(
        days=_days(file, "days"),
        urgent_days=file.whole("urgent_days", least=0),
        week_days=file.whole("week_days", least=1),
        ended_days=file.whole("ended_days", least=0),
        at=_time(file, "at"),
        staff_ahead_days=file.whole("staff_ahead_days", least=1),
        by_type={code: _days(by_type, code) for code in codes if code in by_type},
    )
    by_type.close()
    file.text("source")
    file.day("checked_on")
    file.close()
    return found


def reminder_settings() -> ReminderSettings:
    """The file, with what is set for single types in its place; one query."""
    file = settings_of_file()
    own = {row.code: tuple(row.days) for row in db.session.scalars(select(ReminderDays))}
    return replace(file, by_type={**file.by_type, **own})


def in_order(days: Iterable[int]) -> Days:
    """Each once, the most first."""
    return tuple(sorted(set(days), reverse=True))


def _days(table: Table, key: str) -> Days:
    written = table.take(key)
    if not isinstance(written, list) or not all(map(_is_days, written)):
        expected = f"expected a list of whole numbers from 0 to {MOST_DAYS}, got {written!r}"
        raise table.error(key, expected)
    return in_order(written)


def _is_days(one: object) -> bool:
    return isinstance(one, int) and not isinstance(one, bool) and 0 <= one <= MOST_DAYS


def _time(table: Table, key: str) -> time:
    written = table.text(key)
    try:
        return time.fromisoformat(written)
    except ValueError as error:
        raise table.error(key, f"expected a time such as 09:00, got {written!r}") from error
