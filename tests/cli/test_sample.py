"""``agency sample``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agency import clock
from agency.cli import agency
from agency.sampling.writing import FILES

ASKED = ("--candidates", "20", "--assignments", "5", "--seed", "7")
A_DAY = ("--as-of", "2026-11-24")


def run(folder: Path, *words: str, **environment: str) -> Result:
    settings = {"AGENCY_HOME": str(folder / "no home"), **environment}
    return CliRunner().invoke(agency, ["sample", *words, "--out", str(folder)], env=settings)


def test_seven_files_are_written_and_counted(tmp_path: Path) -> None:
    result = run(tmp_path / "out", *ASKED, *A_DAY)
    assert (result.exit_code, result.stderr) == (0, "")
    counts, paths = zip(*map(str.split, result.stdout.splitlines()), strict=True)
    assert list(paths) == [str(tmp_path / "out" / name) for name in FILES.values()]
    assert (counts[0], counts[list(FILES).index("assignments")]) == ("20", "5")
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(FILES.values())


def test_the_answer_can_be_json(tmp_path: Path) -> None:
    result = run(tmp_path, *ASKED, *A_DAY, "--json")
    answer: dict[str, Any] = json.loads(result.stdout)
    assert (answer["as_of"], answer["folder"]) == ("2026-11-24", str(tmp_path))
    assert list(answer["rows"]) == list(FILES)
    assert answer["rows"]["assignments"] == 5


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_without_a_day_it_is_made_for_today_where_the_agency_is(tmp_path: Path, zone: str) -> None:
    before = today_in(zone)
    result = run(tmp_path, *ASKED, "--json", AGENCY_TIMEZONE=zone)
    assert json.loads(result.stdout)["as_of"] in (before, today_in(zone))


def today_in(zone: str) -> str:
    return clock.today(zone).isoformat()


def test_no_database_is_made_or_needed(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'nowhere' / 'agency.sqlite3'}"
    result = run(tmp_path / "out", *ASKED, AGENCY_DATABASE_URL=address)
    assert result.exit_code == 0
    assert not (tmp_path / "nowhere").exists()


def test_files_that_are_there_are_overwritten_only_by_force(tmp_path: Path) -> None:
    run(tmp_path, *ASKED, *A_DAY)
    (tmp_path / "candidates.csv").write_text("mine")
    refused = run(tmp_path, *ASKED, *A_DAY)
    assert refused.exit_code == 2
    assert "--force overwrites them" in refused.stderr
    assert (tmp_path / "candidates.csv").read_text() == "mine"
    assert run(tmp_path, *ASKED, *A_DAY, "--force").exit_code == 0
    assert (tmp_path / "candidates.csv").read_text() != "mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--candidates", "0"), "candidates: '0': expected a number from 1 to 2000000"),
        (("--assignments", "300000"), "assignments: '300000': expected a number from 1 to 200000"),
        (("--as-of", "1900-01-01"), "as_of: '1900-01-01': expected a day from 1970-01-01"),
        (("--as-of", "tomorrow"), "'tomorrow': expected a day such as"),
        (("--seed", "x"), "'x' is not a valid integer"),
    ],
)
def test_what_cannot_be_made_is_said_in_words(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    result = run(tmp_path / "out", *ASKED, *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    result = run(file, *ASKED)
    assert (result.exit_code, file.read_text()) == (2, "mine")
    assert result.stderr.startswith(f"agency: {file}: expected a folder")
