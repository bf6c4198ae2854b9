"""The time is read in one place; what is read there is a moment, a date or a length."""

from __future__ import annotations

import time
from datetime import UTC, timedelta

import pytest

from agency import clock


def test_now_is_a_moment_in_utc_that_does_not_go_back() -> None:
    before = clock.now()
    assert before.tzinfo is UTC
    assert before <= clock.now() < before + timedelta(minutes=5)


def test_now_is_the_time_of_the_machine() -> None:
    assert abs(clock.now().timestamp() - time.time()) < 300


def test_today_depends_on_where_one_is() -> None:
    """Kiritimati is 26 hours ahead of the line's other side, so the dates always differ."""
    there = clock.today("Etc/GMT+12")
    assert there < clock.today("Pacific/Kiritimati") <= there + timedelta(days=2)


@pytest.mark.parametrize(("zone", "hours"), [("UTC", 0), ("Pacific/Honolulu", -10)])
def test_today_is_the_date_of_this_moment_there(zone: str, hours: int) -> None:
    before = clock.now()
    today = clock.today(zone)
    shift = timedelta(hours=hours)
    assert (before + shift).date() <= today <= (clock.now() + shift).date()


def test_laps_add_up_to_the_time_that_passed() -> None:
    began = time.perf_counter()
    watch = clock.Stopwatch()
    for name in ("read", "match", "read"):
        time.sleep(0.01)
        watch.lap(name)
    passed = time.perf_counter() - began
    assert list(watch.seconds) == ["read", "match"]
    assert 0.02 <= watch.seconds["read"] <= passed
    assert 0.01 <= watch.seconds["match"] <= passed
    assert sum(watch.seconds.values()) <= passed
