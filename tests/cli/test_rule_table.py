"""``agency rules table``: on standard output, in a file, and for machines."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from agency.cli import agency
from agency.rules.rulebook import load_rulebook
from agency.rules.tabulating import table_page

BOOK = load_rulebook()


def run(*words: str) -> Result:
    return CliRunner().invoke(agency, ["rules", "table", *words])


def test_the_page_is_written_as_it_is() -> None:
    assert run().stdout_bytes.decode() == table_page(BOOK)


def test_the_page_may_go_to_a_file_in_place_of_an_older_one(tmp_path: Path) -> None:
    file = tmp_path / "rulebook.md"
    file.write_text("old", encoding="utf-8")
    result = run("--out", str(file))
    assert (result.exit_code, result.output) == (0, "")
    assert file.read_text(encoding="utf-8") == table_page(BOOK)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    result = run("--out", str(tmp_path / "none" / "rulebook.md"))
    assert result.exit_code == 2
    assert "No such file or directory" in result.stderr


def test_the_machine_form_holds_every_line_and_the_fingerprint() -> None:
    found = json.loads(run("--json").stdout)
    assert found["rulebook"] == BOOK.fingerprint
    assert [line["code"] for line in found["lines"]][-1] == "US"
    assert len(found["lines"]) == len(BOOK.states) + 1
    (oregon,) = (line for line in found["lines"] if line["code"] == "OR")
    assert oregon == {
        "code": "OR",
        "name": "Oregon",
        "regulation": "delegation only",
        "entries": 4,
        "decide": 1,
        "advise": 3,
        "confidence": {"high": 1, "medium": 0, "low": 0},
        "checked": "2026-11-24",
        "open": 1,
    }
