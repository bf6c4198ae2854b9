"""`agency registers`: files held against what is on file, and what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests.builders import make_candidate, make_credential
from tests.cli.commands import answer, run, told
from tests.verification.registers.files import register

DAY = ("--day", "2026-11-02")


@pytest.fixture
def over(no_agency: dict[str, str], database: SQLAlchemy) -> dict[str, str]:
    """A database in which Amara's certification is on file."""
    make_credential(make_candidate("C-1"), "WA-MA-C", number="CM60123456")
    database.session.commit()
    return no_agency


def test_a_load_says_what_came_of_it(over: dict[str, str], tmp_path: Path) -> None:
    file = str(register(tmp_path / "wa.csv", {}))
    dry = told(over, "registers", "load", "washington", file, *DAY, "--dry-run")
    assert "1 credential would be held against it" in dry
    said = told(over, "registers", "load", "washington", file, *DAY)
    assert "wa.csv of 2 Nov 2026: 1 credential held against it" in said
    assert "1 agree, 0 differ, 0 are not in it" in said
    assert "1 newly known at source by it, 0 alarms" in said
    assert "wa.csv: done" in told(over, "registers")
    assert told(over, "registers", "alarms") == "No alarm is open.\n"
    assert "No register says otherwise" in told(over, "registers", "findings")


def test_findings_and_alarms_are_told(over: dict[str, str], tmp_path: Path) -> None:
    said = {"ActionTaken": "Yes", "ExpirationDate": "20271231"}
    file = str(register(tmp_path / "wa.csv", said))
    assert answer(over, "registers", "load", "washington", file, *DAY)["counts"]["alarms"] == 1
    assert "it ends there on 31 Dec 2027" in told(over, "registers", "findings")
    assert "an action was taken" in told(over, "registers", "alarms")
    assert answer(over, "registers", "findings")[0]["differences"] == ["expires_on"]
    assert answer(over, "registers", "alarms")[0]["reasons"] == ["action_taken"]
    assert answer(over, "registers")[0]["state"] == "done"


def test_bad_rows_are_told_and_make_the_status_1(over: dict[str, str], tmp_path: Path) -> None:
    bad = {"CredentialNumber": "CM9", "ExpirationDate": "soon"}
    result = run(over, "registers", "load", "washington", str(register(tmp_path / "f", bad, {})))
    assert result.exit_code == 1
    words = "line 2: ExpirationDate: 'soon': expected a day as 20281130 or 11/30/2028"
    assert words in result.stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [("a,b\n", "f.csv: line 1: expected the columns CredentialNumber"), (None, "No such file")],
)
def test_what_cannot_be_read_makes_the_status_2(
    over: dict[str, str], tmp_path: Path, content: str | None, words: str
) -> None:
    file = tmp_path / "f.csv"
    if content:
        file.write_text(content)
    result = run(over, "registers", "load", "washington", str(file))
    assert (result.exit_code, "Traceback" in result.output) == (2, False)
    assert words in result.stderr


def test_an_older_file_is_refused(over: dict[str, str], tmp_path: Path) -> None:
    file = str(register(tmp_path / "wa.csv", {}))
    told(over, "registers", "load", "washington", file, *DAY)
    older = str(register(tmp_path / "old.csv", {"Status": "REVOKED"}))
    result = run(over, "registers", "load", "washington", older, "--day", "2026-11-01")
    assert result.exit_code == 2
    assert "a day not before 2 Nov" in result.stderr
