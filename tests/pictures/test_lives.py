"""Life bars show what is held, until when, and when it is time to renew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.pictures.lives import Lives, Work, lives
from agency.rules.facts import Credential, Evidence
from agency.rules.rulebook import load_rulebook
from tests.rules.pairs import BLS, CMA, TDAP
from tests.strategies import credentials

DAY = date(2026, 11, 24)
BOOK = load_rulebook()


def drawn(*held: Credential, work: tuple[Work, ...] = ()) -> Lives:
    return lives(held, work, DAY, BOOK)


def test_the_picture_shows_two_years_with_today_inside() -> None:
    picture = drawn()
    assert picture.axis.first == date(2026, 1, 1).toordinal()
    assert picture.axis.last == date(2027, 12, 31).toordinal()
    assert 0.4 < picture.today < 0.5
    assert picture.says == "No credential is on file"


def test_a_credential_that_is_due_says_by_when_to_renew() -> None:
    (row,) = drawn(replace(BLS, expires_on=date(2027, 1, 31))).rows
    assert (row.until, row.note, row.soon) == ("to 31 Jan 2027", "renew by 30 Dec 2026", True)
    assert [bar.kind for bar in row.bars] == ["met", "renewal"]
    valid, renewal = (bar.drawn for bar in row.bars)
    assert renewal.start == pytest.approx(valid.end)


def test_a_successor_shares_the_row_and_only_it_has_a_time_to_renew() -> None:
    old = replace(BLS, expires_on=date(2026, 12, 31))
    new = replace(BLS, ref="2", issued_on=date(2027, 1, 1), expires_on=date(2028, 12, 31))
    (row,) = drawn(new, old).rows
    assert [bar.kind for bar in row.bars] == ["met", "met"]
    assert row.bars[1].drawn.start == pytest.approx(row.bars[0].drawn.end)
    assert row.until == "to 31 Dec 2028"


def test_what_has_ended_is_said_to_have_ended() -> None:
    (row,) = drawn(replace(CMA, expires_on=date(2026, 11, 8))).rows
    assert (row.until, row.ended) == ("ended 8 Nov 2026", True)
    assert row.note.startswith("grace until ") == row.soon
    assert [bar.kind for bar in row.bars][-1] == "unmet"
    assert row.bars[-1].drawn.start == pytest.approx(row.bars[-2].drawn.end)
    assert row.bars[-1].drawn.end == pytest.approx(picture_of_today(), abs=0.002)


def picture_of_today() -> float:
    return drawn().today


@pytest.mark.parametrize(
    ("evidence", "how"),
    [(Evidence.claimed, "said"), (Evidence.documented, "seen, not checked yet")],
)
def test_what_nobody_has_checked_is_not_drawn_as_covered(evidence: Evidence, how: str) -> None:
    (row,) = drawn(replace(BLS, expires_on=date(2027, 1, 31), evidence=evidence)).rows
    assert [bar.kind for bar in row.bars] == ["unknown"]
    assert (row.how, row.doubted) == (how, True)
    assert how in row.says


def test_what_was_revoked_has_no_bar() -> None:
    (row,) = drawn(replace(CMA, status="revoked")).rows
    assert (row.bars, row.until, row.over) == ((), "revoked", True)


def test_an_end_that_is_not_on_file_is_drawn_as_unknown() -> None:
    (row,) = drawn(replace(CMA, expires_on=None)).rows
    assert [bar.kind for bar in row.bars] == ["unknown"]
    assert row.until == "no end on file"


def test_rows_follow_the_catalogue() -> None:
    assert [row.code for row in drawn(TDAP, BLS, CMA).rows] == ["CMA-AAMA", "BLS-AHA", "TDAP"]


def test_work_is_drawn_in_order_and_only_where_it_is_in_the_picture() -> None:
    later = Work("AS-1047", date(2027, 1, 19), date(2027, 3, 15), proposed=True)
    sooner = Work("Spokane", date(2025, 11, 1), date(2026, 2, 28))
    long_ago = Work("Tacoma", date(2024, 1, 1), date(2024, 2, 1))
    bars = drawn(work=(later, long_ago, sooner)).work
    assert [bar.work.words for bar in bars] == ["Spokane", "AS-1047"]
    assert bars[0].drawn.from_before


@given(st.lists(credentials(), max_size=5))
def test_bars_of_one_credential_touch_and_stay_in_the_picture(held: list[Credential]) -> None:
    for row in lives(held, (), DAY, BOOK).rows:
        for bar in row.bars:
            assert 0 <= bar.drawn.start < bar.drawn.end <= 1 + 1e-9
        days = sum(bar.drawn.width for bar in row.bars if bar.kind != "unmet") * 730
        one_code = [one for one in held if one.code == row.code and one.status == "active"]
        if len(one_code) == 1 and one_code[0].expires_on and one_code[0].issued_on:
            first = max(one_code[0].issued_on, date(2026, 1, 1))
            last = min(one_code[0].expires_on, date(2027, 12, 31))
            assert days == pytest.approx(max((last - first + timedelta(1)).days, 0), abs=0.01)
