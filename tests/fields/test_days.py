"""Days are written one way only; what else they may have meant is said, never guessed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.fields import Day, SpanList, span_text
from tests.fields.refusals import refusal

SPAN = (date(2027, 2, 1), date(2027, 2, 7))


@given(st.dates(date(1900, 1, 1), date(9999, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    assert Day().deserialize(f" {day} ") == day
    assert Day().deserialize(day) == day


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("02/03/2026", "which part is the month cannot be told"),
        ("3.2.26", "which part is the month cannot be told"),
        ("45000", "looks like a spreadsheet serial number"),
        (45000, "looks like a spreadsheet serial number"),
        ("2026-02-28T00:00:00Z", "without a time of day"),
        ("2026-02-28 00:00", "without a time of day"),
        ("2026-02-30", "a day of the calendar; 2026-02-30 is none"),
        ("2027-02-29", "a day of the calendar; 2027-02-29 is none"),
        ("0000-01-01", "a day of the calendar"),
        ("0026-02-28", "a day from 1900-01-01 on"),
        ("1899-12-31", "a day from 1900-01-01 on"),
        ("20260228", "YYYY-MM-DD"),
        ("2026-W09-1", "YYYY-MM-DD"),
        ("2026-2-8", "YYYY-MM-DD"),
        ("10000-01-01", "YYYY-MM-DD"),
        ("\uff12026-02-28", "YYYY-MM-DD"),
        ("tomorrow", "YYYY-MM-DD"),
        ("infinity", "YYYY-MM-DD"),
        (20260228, "YYYY-MM-DD"),
        (1.5, "YYYY-MM-DD"),
        (True, "YYYY-MM-DD"),
        (["2026-02-28"], "YYYY-MM-DD"),
        (datetime(2026, 2, 28, tzinfo=UTC), "YYYY-MM-DD"),
    ],
    ids=repr,
)
def test_any_other_writing_is_refused_with_a_hint(written: object, hint: str) -> None:
    assert hint in refusal(Day(), written)


@pytest.mark.parametrize(
    "written",
    [
        "2027-02-01/2027-02-07;2027-03-01/2027-03-01",
        ["2027-02-01/2027-02-07", "2027-03-01/2027-03-01"],
    ],
)
def test_runs_of_days_are_read_from_a_cell_and_from_a_list(written: object) -> None:
    one_day = date(2027, 3, 1)
    assert SpanList().deserialize(written) == (SPAN, (one_day, one_day))


def test_runs_of_days_stand_once_each_and_in_their_order() -> None:
    later, sooner = "2027-03-01/2027-03-02", "2027-02-01/2027-02-07"
    found = SpanList().deserialize(f"{later}; ;{sooner};{later};")
    assert [span_text(span) for span in found] == [later, sooner]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("2027-02-01", "runs of days such as 2027-02-01/2027-02-07"),
        ("2027-02-01/", "on both sides of the slash"),
        ("/2027-02-01", "on both sides of the slash"),
        ("2027-02-01/2027-02-30", "on both sides of the slash"),
        ("2027-02-01/2027-02-07/2027-02-09", "on both sides of the slash"),
        ("2027-02-07/2027-02-01", "that end after they begin, unlike 2027-02-07/2027-02-01"),
        ("2027-02-01/2027-02-02," * 2, "on both sides of the slash"),
        (5, "at most 200 runs of days"),
        ({"from": 1}, "at most 200 runs of days"),
        ([["2027-02-01", "2027-02-02"]], "runs of days such as"),
        ([None, 5], "runs of days such as"),
    ],
)
def test_what_are_no_runs_of_days_is_refused(written: object, wanted: str) -> None:
    assert wanted in refusal(SpanList(), written)


def test_more_runs_of_days_than_anybody_has_are_refused() -> None:
    days = [SPAN[0] + timedelta(days=2 * count) for count in range(201)]
    assert len(SpanList().deserialize([f"{day}/{day}" for day in days[:200]])) == 200
    assert "at most 200" in refusal(SpanList(), ";".join(f"{day}/{day}" for day in days))
