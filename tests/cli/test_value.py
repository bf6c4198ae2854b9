"""``agency value``: what credentials are worth, told as text and as JSON."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner, Result
from flask_sqlalchemy import SQLAlchemy

from agency.cli import agency
from agency.matching.actions import match
from agency.settings import today
from tests.builders import make_candidate
from tests.matching.test_allocating import somebody, work


def run(url: str, *words: str) -> Result:
    environment = {"AGENCY_DATABASE_URL": url}
    return CliRunner().invoke(agency, ["value", *words], env=environment)


@pytest.fixture
def matched(database: SQLAlchemy, database_url: str) -> str:
    work("A-TX", openings=2, bill_rate="40")
    somebody("C-TEXAN", "24")
    make_candidate("C-LACKS", first_name="Lena", willing_states=("TX",))
    database.session.commit()
    match(today())
    return database_url


def test_it_is_worked_out_where_that_has_not_been_done(matched: str) -> None:
    done = run(matched, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["valuation"]["stale"] is False
    (ccma,) = [one for one in said["credentials"] if one["code"] == "CCMA-NHA"]
    assert ccma["says"] == "CCMA (NHA) obtained by 1 person fills 1 more opening."
    (step,) = ccma["steps"]
    assert (step["filled"], step["margin_per_hour"]) == (1, "15.00")
    (taker,) = step["takers"]
    assert (taker["candidate"], taker["assignments"]) == ("C-LACKS", ["A-TX"])


def test_one_type_is_told_in_full(matched: str) -> None:
    done = run(matched, "--credential", "CCMA-NHA")
    assert "CCMA (NHA) obtained by 1 person fills 1 more opening." in done.output
    assert "Lena Lindqvist (C-LACKS) for A-TX" in done.output
    assert "RMA" not in done.output


def test_one_candidate_is_told_what_would_open(matched: str) -> None:
    done = run(matched, "--candidate", "C-LACKS", "--credential", "RMA-AMT")
    assert "RMA (AMT), obtained, would open 1 more assignment, at up to $25 an hour." in done.output
    assert "fills 1 more opening: A-TX" in done.output
    nothing = run(matched, "--candidate", "C-TEXAN")
    assert "No single credential would open anything more to C-TEXAN." in nothing.output


def test_what_would_be_lost_is_told(matched: str) -> None:
    done = run(matched, "--losses")
    assert "C-TEXAN" in done.output
    assert "proposed on A-TX: nobody comes" in done.output
    assert re.search(r"C-TEXAN\): \d+\.\d points, 1 opening fewer filled\n", done.output)
    said = json.loads(run(matched, "--losses", "--json").stdout)
    assert [one["candidate"] for one in said["hang_on_one"]] == ["C-TEXAN"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--credential", "CCMA"], "names no single credential"),
        (["--candidate", "C-NONE"], "C-NONE"),
        (["--losses", "--candidate", "C-LACKS"], "--losses is asked without"),
    ],
)
def test_what_is_not_there_is_told(matched: str, words: list[str], expected: str) -> None:
    done = run(matched, *words)
    assert done.exit_code == 2
    assert expected in done.output
    assert "Traceback" not in done.output


def test_before_a_match_there_is_nothing_to_value(database: SQLAlchemy, database_url: str) -> None:
    done = run(database_url)
    assert done.exit_code == 2
    assert "nothing has been matched yet" in done.output
