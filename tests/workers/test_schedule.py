"""What runs when."""

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from celery.schedules import crontab

from config import Config
from workers.schedule import Daily, beat_schedule, daily
from workers.tasks import TASKS

SETTINGS = Config.from_environment({"AGENCY_NIGHTLY_AT_UTC": "06:45"})
ENTRY = Daily(task="any", at_utc=time(6, 45), last_done=lambda: None, why="")


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_every_scheduled_name_is_a_task() -> None:
    assert {entry.task for entry in daily(SETTINGS)} <= TASKS.keys()
    assert {entry["task"] for entry in beat_schedule(SETTINGS).values()} <= TASKS.keys()


def test_beat_sends_at_the_time_of_the_table_and_the_message_dies_within_a_day() -> None:
    (entry,) = beat_schedule(SETTINGS).values()
    assert entry["schedule"] == crontab(hour=6, minute=45)
    assert entry["options"] == {"expires": 86_400.0}


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (moment(24, 6, 44), moment(23, 6, 45)),
        (moment(24, 6, 45), moment(24, 6, 45)),
        (moment(24, 23, 59), moment(24, 6, 45)),
        (moment(25, 0), moment(24, 6, 45)),
    ],
)
def test_a_daily_task_was_last_due_at_the_latest_such_time(now: datetime, due: datetime) -> None:
    assert ENTRY.last_due(now) == due


def test_the_zone_in_which_the_moment_is_told_makes_no_difference() -> None:
    here = timezone(timedelta(hours=-10))
    assert ENTRY.last_due(moment(24, 7).astimezone(here)) == moment(24, 6, 45)
