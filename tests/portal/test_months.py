"""A month as weeks of days."""

from __future__ import annotations

from datetime import date

import pytest

from agency.portal.months import first_of, month_of
from agency.rules.spans import Spans

TODAY = date(2026, 11, 24)


def test_a_month_has_whole_weeks_from_sunday_on() -> None:
    month = month_of(date(2027, 2, 1), [], Spans())
    assert month.name == "February 2027"
    assert [len(week) for week in month.weeks] == [7] * len(month.weeks)
    assert month.weeks[0][0].day == date(2027, 1, 31)
    assert month.weeks[0][0].other


def test_days_away_and_placed_are_told_apart() -> None:
    placed = Spans.between(date(2027, 2, 10), date(2027, 2, 11))
    month = month_of(date(2027, 2, 1), [(date(2027, 2, 9), date(2027, 2, 10))], placed)
    states = {one.day.day: one.state for week in month.weeks for one in week if not one.other}
    assert [states[day] for day in (8, 9, 10, 11, 12)] == ["", "away", "placed", "placed", ""]


@pytest.mark.parametrize(
    ("first", "before", "after"),
    [
        (date(2027, 1, 1), "2026-12", "2027-02"),
        (date(2026, 12, 1), "2026-11", "2027-01"),
        (date(2028, 2, 1), "2028-01", "2028-03"),
    ],
)
def test_a_month_knows_those_around_it(first: date, before: str, after: str) -> None:
    month = month_of(first, [], Spans())
    assert (month.before, month.after) == (before, after)


@pytest.mark.parametrize("text", ["", "soon", "2027-13", "1900-01", "9999-12", "2027-1"])
def test_what_is_no_month_near_is_this_month(text: str) -> None:
    assert first_of(text, TODAY) == date(2026, 11, 1)


def test_a_month_is_read_as_its_address_has_it() -> None:
    assert first_of("2027-02", TODAY) == date(2027, 2, 1)
