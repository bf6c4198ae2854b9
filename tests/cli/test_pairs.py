"""``agency check`` and ``agency explain``."""

from __future__ import annotations

import json
import os
import pty
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask_sqlalchemy import SQLAlchemy

from agency.cli import agency
from agency.fields.strict_json import MOST_BYTES
from tests.builders import make_assignment, make_candidate, make_credential, make_training
from tests.matching.pair_cases import a_case, an_eligible_case, case_file

RENEWABLE = "expires-inside-with-its-renewal-on-course"


def run(*words: str, said: str | bytes | None = None, **environment: str) -> Result:
    return CliRunner().invoke(agency, words, input=said, env=environment)


# check


def test_a_file_is_answered_in_json_where_no_terminal_is() -> None:
    result = run("check", str(case_file(RENEWABLE)))
    answer = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (answer["verdict"], answer["renewable"]) == ("ineligible", True)
    assert run("check", str(case_file(RENEWABLE)), "--json").stdout == result.stdout


def test_a_dash_reads_what_is_piped_in() -> None:
    result = run("check", "-", said=json.dumps(an_eligible_case()))
    assert json.loads(result.stdout)["verdict"] == "eligible"


def test_no_database_is_needed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    result = run(
        "check",
        str(case_file(RENEWABLE)),
        AGENCY_HOME=str(home),
        AGENCY_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing",
    )
    assert result.exit_code == 0
    assert not home.exists()


def test_json_is_escaped_where_unicode_is_not_known() -> None:
    question = json.dumps(an_eligible_case() | {"grüße": 1})
    for charset, told in (("utf-8", "grüße"), ("ascii", "gr\\u00fc\\u00dfe")):
        output = CliRunner(charset=charset).invoke(agency, ["check", "-"], input=question).stdout
        assert told in output
        assert json.loads(output)["unknown_keys"][-1] == "grüße"


def test_a_terminal_gets_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    told = on_a_terminal(monkeypatch, "check", str(case_file(RENEWABLE)))
    assert "Ineligible, a near miss" in told
    assert "██████" in told
    assert "\x1b[31m" in told


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """What the command shows on a terminal of its own, 80 columns wide."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    reader, writer = pty.openpty()
    with ThreadPoolExecutor() as pool:
        told = pool.submit(_everything, reader)
        with os.fdopen(writer, "w", encoding="utf-8") as terminal:
            monkeypatch.setattr(sys, "stdout", terminal)
            agency.main(words, standalone_mode=False)
    return told.result()


def _everything(reader: int) -> str:
    told = b""
    with os.fdopen(reader, "rb", buffering=0) as screen, suppress(OSError):
        # Linux answers with an error when the other end has been closed.
        while chunk := screen.read(4096):
            told += chunk
    return told.decode()


def test_a_refused_pair_has_every_problem_told_in_words_and_in_json() -> None:
    case = a_case(RENEWABLE)
    case["on"] = None
    case["candidate"]["credentials"][1]["expires_on"] = "2027-13-01"
    result = run("check", "-", said=json.dumps(case))
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "agency: standard input: 2 of its values were not accepted",
        "  on: '': expected a day such as 2027-02-28 (YYYY-MM-DD)",
        "  candidate.credentials[1].expires_on: '2027-13-01': expected a day of the calendar;"
        " 2027-13-01 is none",
    ]
    answer = json.loads(result.stdout)
    assert [problem["field"] for problem in answer["problems"]] == [
        "on",
        "candidate.credentials[1].expires_on",
    ]


def test_of_a_great_many_problems_only_some_are_told_in_words() -> None:
    case = an_eligible_case()
    case["candidate"]["credentials"] = [{"code": "CCMA"}] * 60
    result = run("check", "-", said=json.dumps(case))
    assert result.stderr.splitlines()[-1] == "  and 10 more"
    assert len(json.loads(result.stdout)["problems"]) == 60


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"", "not JSON at line 1, column 1"),
        (b"\xff\xfe{}", "line 1: byte 0xff is not UTF-8"),
        (b"[" * 5000, "line 1: nested deeper than 32 levels"),
        (b" " * (MOST_BYTES + 1), "the JSON is longer than 1,000,000 bytes"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(said: bytes, told: str) -> None:
    result = run("check", "-", said=said)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"agency: standard input: {told}")
    assert json.loads(result.stdout)["problems"] == []


def test_a_file_that_is_not_there_is_said() -> None:
    result = run("check", "nowhere.json")
    assert result.exit_code == 2
    assert "nowhere.json" in result.stderr
    assert isinstance(result.exception, SystemExit)


# explain


def keep_a_pair(database: SQLAlchemy) -> None:
    """C-1 may go to A-1; a stranger may not."""
    person = make_candidate("C-1", first_name="Inés", last_name="Ortega")
    make_credential(person, expires_on=date(2027, 3, 15))
    make_training(person)
    make_assignment("A-1")
    make_candidate("C-2", status="inactive")
    database.session.commit()


@pytest.fixture
def over(database: SQLAlchemy, database_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a command over the test's database, in which a pair is kept."""
    keep_a_pair(database)
    return {
        "AGENCY_DATABASE_URL": database_url,
        "AGENCY_HOME": str(tmp_path),
        "COLUMNS": "80",
        "NO_COLOR": "",
    }


def test_a_pair_is_explained_in_text(over: dict[str, str]) -> None:
    result = run("explain", "C-1", "A-1", "--as-of", "2026-11-24", **over)
    assert result.exit_code == 0
    assert "Inés Ortega (C-1) for A-1, TX" in result.stdout
    assert "✗ certification " in result.stdout
    assert "16 days short" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_pair_is_explained_in_json(over: dict[str, str]) -> None:
    result = run("explain", "C-1", "A-1", "--as-of", "2026-11-24", "--json", **over)
    answer: dict[str, Any] = json.loads(result.stdout)
    assert (answer["candidate"], answer["assignment"]) == ("C-1", "A-1")
    assert (answer["as_of"], answer["verdict"]) == ("2026-11-24", "ineligible")


def test_the_day_is_todays_unless_another_is_given(over: dict[str, str]) -> None:
    late = run("explain", "C-1", "A-1", "--as-of", "2027-03-10", "--json", **over)
    assert json.loads(late.stdout)["window"] == ["2027-03-10", "2027-03-31"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("C-404", "A-1"), "agency: there is no candidate 'C-404'\n"),
        (("C-1", "A-404"), "agency: there is no assignment 'A-404'\n"),
        (
            ("C-1", "A-1", "--as-of", "2027-04-01"),
            "agency: A-1 ended on 2027-03-31, before 2027-04-01\n",
        ),
    ],
)
def test_what_cannot_be_explained_is_said_in_a_sentence(
    over: dict[str, str], words: tuple[str, ...], told: str
) -> None:
    result = run("explain", *words, **over)
    assert (result.exit_code, result.stderr, result.stdout) == (2, told, "")


def test_where_unicode_is_not_known_ascii_is_written(over: dict[str, str]) -> None:
    words = ["explain", "C-1", "A-1", "--as-of", "2026-11-24"]
    told = CliRunner(charset="ascii").invoke(agency, words, env=over).stdout
    assert "x certification        ######" in told
    assert "In?s Ortega" in told
