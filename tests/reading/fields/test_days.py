"""The day of issue and the last day."""

from __future__ import annotations

import pytest

from agency.reading.fields.dates import DAY_FIRST, TWO_MEANINGS
from agency.reading.fields.days import (
    LASTS,
    MONTH_ALONE,
    MONTH_END,
    NOT_AFTER,
    TWO_DAYS,
    read_days,
)
from agency.reading.findings import FieldRead
from agency.reading.lines import Line
from agency.rules.rulebook import load_rulebook
from tests.reading.lines_of import line, lines, near

CATALOGUE = load_rulebook().catalogue


def read(*made: Line, code: str | None = None) -> tuple[FieldRead, FieldRead]:
    return read_days(near(*made), CATALOGUE[code] if code else None)


def test_days_behind_their_labels() -> None:
    issued, expires = read(*lines("Issued: 03/15/2025", "Expires: March 31, 2027"))
    assert (issued.value, expires.value) == ("2025-03-15", "2027-03-31")
    assert (issued.text, issued.confidence) == ("03/15/2025", 100)
    assert issued.place is not None


def test_days_in_a_sentence() -> None:
    issued, expires = read(*lines("It was issued on 10/04/2023 and is valid through 10/03/2024."))
    assert (issued.value, expires.value) == ("2023-10-04", "2024-10-03")


def test_days_of_a_period() -> None:
    issued, expires = read(*lines("Certification Period: 01/01/2025 - 12/31/2026"))
    assert (issued.value, expires.value) == ("2025-01-01", "2026-12-31")


def test_days_on_the_row_of_their_labels() -> None:
    issued, expires = read(
        *(line("Issue Date", 50, 100), line("03/15/2025", 300, 101)),
        *(line("Valid Until", 50, 115), line("03/14/2027", 300, 114)),
    )
    assert (issued.value, expires.value) == ("2025-03-15", "2027-03-14")


@pytest.mark.parametrize("up", [False, True])
def test_days_under_or_over_their_captions(*, up: bool) -> None:
    captions, said = (120, 105) if up else (105, 120)
    issued, expires = read(
        *(line("Issue Date", 50, captions), line("Expires", 300, captions)),
        *(line("03/15/2025", 50, said), line("03/14/2027", 300, said)),
    )
    assert (issued.value, expires.value) == ("2025-03-15", "2027-03-14")


def test_captions_one_under_the_other_keep_to_their_own_days() -> None:
    rows = ("Issue Date", "03/15/2025", "Expires", "03/14/2027")
    made = [line(text, 50, 100 + 14 * row) for row, text in enumerate(rows)]
    issued, expires = read(*made)
    assert (issued.value, expires.value) == ("2025-03-15", "2027-03-14")


def test_other_days_are_passed_over() -> None:
    said = ("Date of Birth: 04/02/1990", "Printed on 05/05/2026", "Rev. 03/2019")
    issued, expires = read(*lines("Issued: 03/15/2025", *said))
    assert (issued.value, expires.value) == ("2025-03-15", None)


@pytest.mark.parametrize("code", ["CMA-AAMA", "BLS-AHA"])
def test_a_month_of_a_type_that_runs_to_its_end_is_its_last_day(code: str) -> None:
    _, expires = read(*lines("Renew by: 02/2028"), code=code)
    assert (expires.value, expires.note) == ("2028-02-29", MONTH_END)


@pytest.mark.parametrize("code", ["RMA-AMT", None])
def test_a_month_of_another_type_is_left_blank(code: str | None) -> None:
    _, expires = read(*lines("Expires: 02/2028"), code=code)
    assert (expires.value, expires.text, expires.note) == (None, "02/2028", MONTH_ALONE)


def test_the_month_of_issue_is_left_blank() -> None:
    issued, _ = read(*lines("Issued: 02/2026"), code="BLS-AHA")
    assert (issued.value, issued.note) == (None, MONTH_ALONE)


def test_two_days_for_one_label_are_left_blank() -> None:
    _, expires = read(*lines("Expires: 02/03/2028", "Valid through: 02/04/2028"))
    assert (expires.value, expires.note) == (None, TWO_DAYS)


def test_one_day_said_twice_is_one() -> None:
    _, expires = read(*lines("Expires: 02/03/2028", "It is valid through February 3, 2028."))
    assert expires.value == "2028-02-03"


def test_a_last_day_before_the_first_leaves_both_blank() -> None:
    issued, expires = read(*lines("Issued: 03/15/2027", "Expires: 03/15/2025"))
    assert (issued.value, expires.value) == (None, None)
    assert issued.note == expires.note == NOT_AFTER


def test_months_and_days_that_could_be_either_are_left_blank() -> None:
    _, expires = read(*lines("Expires 03/27"))
    assert (expires.value, expires.note) == (None, TWO_MEANINGS)
    _, expires = read(*lines("Expires 03/04/2027", "(DD/MM/YYYY)"))
    assert (expires.value, expires.note) == (None, DAY_FIRST)


def test_a_length_of_time_is_no_day() -> None:
    issued, expires = read(*lines("Issued: 03/15/2025", "Valid for 2 years"), code="BLS-ARC")
    assert (issued.value, expires.value, expires.note) == ("2025-03-15", None, LASTS)


def test_what_was_read_badly_is_left_blank_and_shown() -> None:
    issued, _ = read(*lines("Issued: 03/15/2025", sure=0.5))
    assert (issued.value, issued.text, issued.confidence) == (None, "03/15/2025", 50)
    assert issued.note


def test_days_that_fit_the_issuers_sum_are_surer() -> None:
    made = lines("Issued: 03/15/2025", "Expires: 03/15/2028", sure=0.85)
    fitting, _ = read(*made, code="RMA-AMT")
    odd, _ = read(*made, code="CMAC-AMCA")
    alone, _ = read(*made)
    assert fitting.confidence > alone.confidence > odd.confidence
