"""The days of work: ahead, under way or over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.sampling.chance import Dice
from agency.sampling.windows import AHEAD, OVER, RUNNING, Windows, monday_after
from agency.sampling.world import world_of
from tests.examples import examples

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@settings(max_examples=examples(25), deadline=None)
@given(DAYS, st.text())
def test_work_ahead_begins_after_the_day_and_ends_after_it_begins(day: date, subject: str) -> None:
    first, last = Windows(world_of(7, day)).window(AHEAD, Dice(subject))
    assert day < first <= last


@settings(max_examples=examples(25), deadline=None)
@given(DAYS, st.text())
def test_running_work_has_begun_and_goes_on(day: date, subject: str) -> None:
    first, last = Windows(world_of(7, day)).window(RUNNING, Dice(subject))
    assert first < day < last


@settings(max_examples=examples(25), deadline=None)
@given(DAYS, st.text())
def test_work_that_is_over_ended_before_the_day(day: date, subject: str) -> None:
    first, last = Windows(world_of(7, day)).window(OVER, Dice(subject))
    assert first <= last < day


@pytest.mark.parametrize("later", range(7))
def test_the_monday_after_a_day_is_within_a_week(later: int) -> None:
    day = date(2027, 1, 4) + timedelta(days=later)
    monday = monday_after(day)
    assert monday.weekday() == 0
    assert 0 <= (monday - day).days < 7
