"""What drawn papers say, and what is true of them."""

from __future__ import annotations

from datetime import date

import pytest

from agency.reading.fields.dates import dates_in
from agency.rules.rulebook import load_rulebook
from agency.sampling.papers.paper import Paper, Papers, written
from agency.sampling.papers.words import MEASURED, TUNING, words
from tests.reading.lines_of import line

CATALOGUE = load_rulebook().catalogue
COUNT = 660


@pytest.fixture(scope="module", params=[TUNING, MEASURED])
def papers(request: pytest.FixtureRequest) -> list[Paper]:
    made = Papers(CATALOGUE, words(), words().wording[request.param], "a seed")
    return [made.paper(index) for index in range(COUNT)]


def test_the_last_day_is_after_the_day_of_issue(papers: list[Paper]) -> None:
    dated = [one.truth for one in papers if one.truth["expires_on"]]
    assert all(str(one["expires_on"]) > str(one["issued_on"]) for one in dated)
    assert len(dated) > COUNT / 2


def test_what_does_not_expire_says_no_last_day(papers: list[Paper]) -> None:
    for one in papers:
        if not CATALOGUE[one.code].expires:
            assert (one.expires, one.truth["expires_on"]) == ("", None)


def test_a_month_is_understood_only_where_the_type_runs_to_its_end(papers: list[Paper]) -> None:
    months = [one for one in papers if one.expires and dates_in(line(one.expires))[0].day is None]
    understood = {one.code for one in months if one.truth["expires_on"]}
    assert {"CMA-AAMA", "BLS-AHA"} >= understood
    assert understood


def test_a_name_is_true_without_the_letters_behind_it(papers: list[Paper]) -> None:
    with_letters = [one for one in papers if "," in one.holder]
    assert with_letters
    assert all(one.holder.startswith(f"{one.truth['holder']}, ") for one in with_letters)


def test_numbers_are_of_many_shapes(papers: list[Paper]) -> None:
    shapes = {"".join("9" if c.isdigit() else "A" for c in one.number) for one in papers}
    assert len(shapes) > 5


def test_days_are_written_without_needless_zeros_where_asked() -> None:
    assert written(date(2027, 3, 5), "{month}/{day}/%Y") == "3/5/2027"
    assert written(date(2027, 3, 5), "%B {day}, %Y") == "March 5, 2027"
