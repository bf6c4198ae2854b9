"""Days in all forms in which Americans write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.reading.fields.dates import (
    LETTER_OR_DIGIT,
    NO_SUCH_DAY,
    TWO_MEANINGS,
    dates_in,
    puts_day_first,
)
from tests.reading.lines_of import line, lines

STYLES = (
    *("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%Y-%m-%d", "%m/%d/%y", "%m / %d / %Y"),
    *("%B %d, %Y", "%b %d, %Y", "%b. %d, %Y", "%B %d %Y", "%d %B %Y", "%d-%b-%Y", "%B%d,%Y"),
)


@given(
    day=st.dates(date(1970, 1, 1), date(2069, 12, 31)),
    style=st.sampled_from(STYLES),
    before=st.sampled_from(["", "Expires: ", "valid through ", "ISSUED "]),
    after=st.sampled_from(["", ".", " and no longer", ", at Boise"]),
)
def test_a_day_written_in_any_style_is_read_back(
    day: date, style: str, before: str, after: str
) -> None:
    said = day.strftime(style)
    (read,) = dates_in(line(f"{before}{said}{after}"))
    assert (read.as_date, read.piece.text, read.doubtful) == (day, said, "")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("March 5th, 2025", date(2025, 3, 5)),
        ("Given this 5th day of March, 2025", date(2025, 3, 5)),
        ("3/5/2025", date(2025, 3, 5)),
        ("SEPT 9, 2026", date(2026, 9, 9)),
        ("25/03/2027", date(2027, 3, 25)),
        ("DateA12/31/2026", date(2026, 12, 31)),
    ],
)
def test_other_forms(said: str, day: date) -> None:
    (read,) = dates_in(line(said))
    assert read.as_date == day


@pytest.mark.parametrize(
    ("said", "year", "month"),
    [("March 2027", 2027, 3), ("03/2027", 2027, 3), ("Mar, 2027", 2027, 3), ("3-2027", 2027, 3)],
)
def test_a_month_has_no_day(said: str, year: int, month: int) -> None:
    (read,) = dates_in(line(f"Renew by {said}"))
    assert (read.year, read.month, read.day) == (year, month, None)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("03/27", TWO_MEANINGS),
        ("02/30/2027", NO_SUCH_DAY),
        ("O3/15/2027", LETTER_OR_DIGIT),
        ("Marsh 15, 2027", LETTER_OR_DIGIT),
        ("15/15/2027", NO_SUCH_DAY),
    ],
)
def test_what_could_mean_two_days_or_none_is_doubtful(said: str, why: str) -> None:
    (read,) = dates_in(line(said))
    assert read.doubtful == why


@pytest.mark.parametrize(
    "said", ["(928) 555-0144", "88 Founders Square", "N4HH-Y3T2", "2800-5056-6617", "Suite 410"]
)
def test_numbers_of_other_kinds_are_no_days(said: str) -> None:
    assert dates_in(line(said)) == ()


def test_days_of_one_line_come_from_its_left() -> None:
    read = dates_in(line("valid from March 1, 2025 to 02/28/2027"))
    assert [one.as_date for one in read] == [date(2025, 3, 1), date(2027, 2, 28)]


def test_a_page_may_say_that_the_day_comes_first() -> None:
    assert puts_day_first(lines("Dates are DD/MM/YYYY"))
    assert not puts_day_first(lines("Dates are MM/DD/YYYY"))
