"""``agency reading``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agency.cli import agency
from agency.cli import reading as commands
from agency.sampling.papers.drawing import CLEAN, TUNING, drawn


def run(*words: str) -> Result:
    return CliRunner().invoke(agency, ["reading", *words])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "certificate.pdf"
    made.write_bytes(next(drawn(TUNING, CLEAN, 1, 1)).content)
    return made


def test_a_file_is_read_without_a_database(file: Path) -> None:
    result = run("file", str(file))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "CMA-AAMA" in result.stdout
    read = json.loads(run("file", str(file), "--json").stdout)
    assert read["how"] == "text"
    assert read["fields"][0]["field"] == "code"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("hello")
    result = run("file", str(other))
    assert result.exit_code == 2
    assert "only PDF, JPEG and PNG" in result.stderr


def test_papers_are_measured(file: Path) -> None:
    words = ("--photos", "3", "--set", "tuning", "--kind", "clean")
    assert "3 papers of the set 'tuning'" in run("measure", *words).stdout
    told = json.loads(run("measure", *words, "--json").stdout)
    assert (told["papers"], told["wrong_and_unmarked_percent"]) == (3, 0)


def test_photos_cannot_be_measured_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "can_ocr", lambda: False)
    result = run("measure", "--photos", "1")
    assert result.exit_code == 2
    assert "extra ocr" in result.stderr


def test_papers_are_drawn_into_a_folder(tmp_path: Path) -> None:
    result = run("draw", "--photos", "2", "--kind", "scan", "--out", str(tmp_path / "papers"))
    assert result.stdout.split() == [str(one) for one in sorted((tmp_path / "papers").iterdir())]
