"""Months and working days, against holidays computed another way."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.catalogue import Provenance, Term
from agency.rules.rulebook import load_rulebook
from agency.rules.workdays import Holiday, add_months, earlier, end_of_month, later

HOLIDAYS = load_rulebook().holidays
ONE_DAY = timedelta(days=1)
SOURCE = Provenance(source="a test", as_of="2026", confidence="high")

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
any_days = st.dates()
counts = st.integers(0, 60)


def federal_holidays(year: int) -> set[date]:
    """The days off of 5 U.S.C. 6103, from calendar pages."""
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    fixed += [date(year, 6, 19)] if year >= 2021 else []
    moved = {observed(day) for day in (*fixed, date(year + 1, 1, 1))}
    floating = {
        mondays(year, 1)[2],
        mondays(year, 2)[2],
        mondays(year, 5)[-1],
        mondays(year, 9)[0],
        mondays(year, 10)[1],
        weekdays(year, 11, calendar.THURSDAY)[3],
    }
    return {day for day in moved | floating if day.year == year}


def observed(day: date) -> date:
    return day + timedelta(days={calendar.SATURDAY: -1, calendar.SUNDAY: 1}.get(day.weekday(), 0))


def mondays(year: int, month: int) -> list[date]:
    return weekdays(year, month, calendar.MONDAY)


def weekdays(year: int, month: int, weekday: int) -> list[date]:
    pages = calendar.monthcalendar(year, month)
    return [date(year, month, week[weekday]) for week in pages if week[weekday]]


def works(day: date) -> bool:
    return day.weekday() < calendar.SATURDAY and day not in federal_holidays(day.year)


@pytest.mark.parametrize("year", range(2018, 2034))
def test_a_year_has_its_federal_holidays_and_no_others(year: int) -> None:
    first = date(year, 1, 1)
    year_days = [first + timedelta(days=number) for number in range(365 + calendar.isleap(year))]
    free = {day for day in year_days if not HOLIDAYS.is_working(day) and day.weekday() < 5}
    assert free == {day for day in federal_holidays(year) if day.weekday() < 5}


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2021-12-31", "New Year 2022 is a Saturday"),
        ("2021-06-18", "the first Juneteenth is a Saturday"),
        ("2026-07-03", "Independence Day is a Saturday"),
        ("2027-07-05", "Independence Day is a Sunday"),
        ("2027-12-24", "Christmas is a Saturday"),
        ("2028-11-10", "Veterans Day is a Saturday"),
        ("2026-11-26", "Thanksgiving"),
    ],
)
def test_a_holiday_at_the_weekend_is_kept_on_friday_or_monday(day: str, why: str) -> None:
    assert not HOLIDAYS.is_working(date.fromisoformat(day)), why


@pytest.mark.parametrize("day", ["2020-06-19", "1985-01-21", "2026-07-02", "2027-12-27"])
def test_other_days_are_working_days(day: str) -> None:
    assert HOLIDAYS.is_working(date.fromisoformat(day))


def test_a_holiday_that_is_not_moved_is_lost_at_the_weekend() -> None:
    kept = Holiday("A day", month=7, day=4, in_force=2000, observed=False)
    moved = replace(kept, observed=True)
    monday_after = date(2027, 7, 5)
    assert kept.is_kept_on(date(2027, 7, 4))
    assert not kept.is_kept_on(monday_after)
    assert moved.is_kept_on(monday_after)
    assert not moved.is_kept_on(date(1999, 7, 5))


@given(days, counts)
def test_working_days_before_a_day_are_as_many_as_asked(day: date, count: int) -> None:
    filed = HOLIDAYS.before(day, count)
    between = [filed + timedelta(days=number + 1) for number in range((day - filed).days)]
    assert sum(works(one) for one in between) == count
    # A day later it would be one too few, so it is the last safe one.
    assert count == 0 or works(filed + ONE_DAY)


@given(days, counts)
def test_working_days_after_a_day_are_as_many_as_asked(day: date, count: int) -> None:
    done = HOLIDAYS.after(day, count)
    between = [day + timedelta(days=number + 1) for number in range((done - day).days)]
    assert sum(works(one) for one in between) == count
    assert count == 0 or works(done)


def test_twenty_working_days_over_the_turn_of_the_year() -> None:
    # From 4 January back: 2 holidays and 3 weekends lie between.
    assert HOLIDAYS.before(date(2027, 1, 4), 20) == date(2026, 12, 3)
    assert HOLIDAYS.after(date(2026, 12, 3), 20) == date(2027, 1, 4)


@pytest.mark.parametrize("end", [date.min, date.max])
def test_time_has_ends_at_which_counting_stops(end: date) -> None:
    assert HOLIDAYS.before(date.min, 3) == date.min
    assert HOLIDAYS.after(date.max, 3) == date.max
    assert isinstance(HOLIDAYS.is_working(end), bool)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-02-29", 60, "2029-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-03-31", -1, "2027-02-28"),
        ("2028-03-31", -1, "2028-02-29"),
        ("2027-01-15", -13, "2025-12-15"),
        ("2027-01-15", 0, "2027-01-15"),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    day: str, months: int, expected: str
) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(any_days, st.integers(-200_000, 200_000))
def test_months_lead_to_that_month_or_to_an_end_of_time(day: date, months: int) -> None:
    moved = add_months(day, months)
    if moved not in (date.min, date.max):
        assert (moved.year - day.year) * 12 + moved.month - day.month == months
        assert moved.day == day.day or moved == end_of_month(moved)


@given(any_days)
def test_the_end_of_a_month_is_its_last_day(day: date) -> None:
    end = end_of_month(day)
    assert (end.year, end.month) == (day.year, day.month)
    assert end == date.max or (end + ONE_DAY).day == 1


@pytest.mark.parametrize(
    ("term", "before", "after"),
    [
        (Term(SOURCE, months=1), "2026-12-31", "2027-02-28"),
        (Term(SOURCE, days=30), "2027-01-01", "2027-03-02"),
        (Term(SOURCE, working_days=1), "2027-01-28", "2027-02-01"),
    ],
    ids=["months", "days", "working days"],
)
def test_a_term_is_counted_in_its_own_unit(term: Term, before: str, after: str) -> None:
    day = date(2027, 1, 31)
    assert earlier(day, term, HOLIDAYS) == date.fromisoformat(before)
    assert later(day, term, HOLIDAYS) == date.fromisoformat(after)


@given(
    any_days,
    st.one_of(
        st.builds(Term, st.just(SOURCE), months=st.integers(0, 200_000)),
        st.builds(Term, st.just(SOURCE), days=st.integers(0, 5_000_000)),
        st.builds(Term, st.just(SOURCE), working_days=counts),
    ),
)
def test_any_term_from_any_day_stays_within_time(day: date, term: Term) -> None:
    assert earlier(day, term, HOLIDAYS) <= day <= later(day, term, HOLIDAYS)
