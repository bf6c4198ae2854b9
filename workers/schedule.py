"""What runs by itself, when, and why then; one table for Celery's beat and the embedded thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from celery.schedules import crontab

from config import Config
from workers.tasks import MATCH_NIGHTLY, last_matched

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Daily:
    """A task of `workers.tasks` that is due once a day, and how to learn when it was last done."""

    task: str
    at_utc: time
    last_done: Callable[[], datetime | None]
    why: str

    def last_due(self, now: datetime) -> datetime:
        """The latest moment, not after ``now``, at which the task was due."""
        due = datetime.combine(now.astimezone(UTC).date(), self.at_utc, UTC)
        return due if due <= now else due - DAY


def daily(settings: Config) -> tuple[Daily, ...]:
    """The table."""
    return (
        Daily(
            task=MATCH_NIGHTLY,
            at_utc=time(*settings.nightly_at_utc),
            last_done=last_matched,
            why="The new day has begun where the agency is, and nobody is at work yet.",
        ),
    )


def beat_schedule(settings: Config) -> dict[str, dict[str, Any]]:
    """The table as Celery's beat reads it; a message nobody took within a day is worth nothing."""
    return {
        entry.task: {
            "task": entry.task,
            "schedule": crontab(hour=entry.at_utc.hour, minute=entry.at_utc.minute),
            "options": {"expires": DAY.total_seconds()},
        }
        for entry in daily(settings)
    }
