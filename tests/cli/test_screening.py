"""``agency screening``."""

from __future__ import annotations

import json
from pathlib import Path

from pypdfium2 import PdfDocument

from tests.cli.commands import answer, run, told
from tests.screening.lists import leie

LIKE_ONE = {"LASTNAME": "LINDQVIST", "FIRSTNAME": "NOBODY"}


def test_a_list_is_loaded_everybody_screened_and_what_waits_listed(
    over: dict[str, str], tmp_path: Path
) -> None:
    assert "No list was loaded yet" in told(over, "screening", "list")
    name = json.loads(told(over, "export", "candidates", "--json"))[0]
    her = {"LASTNAME": name["last_name"].upper(), "FIRSTNAME": name["first_name"].upper()}
    file = str(leie(tmp_path, her, LIKE_ONE))
    said = told(over, "screening", "load", "leie", file)
    assert "2 rows, 0 of them about no person" in said
    assert "2 people on the list now" in said
    assert "This very file was loaded already." in told(over, "screening", "load", "leie", file)
    done = answer(over, "screening", "run")
    assert done["findings"] >= 1
    found = answer(over, "screening", "list")
    assert found["to_decide"] == done["findings"]
    refs = [one["candidate_ref"] for one in found["findings"]]
    assert name["ref"] in refs
    assert f"{name['ref']} " in told(over, "screening", "list")


def test_a_certificate_is_told_and_written(over: dict[str, str], tmp_path: Path) -> None:
    told(over, "screening", "load", "leie", str(leie(tmp_path, LIKE_ONE)))
    day = answer(over, "screening", "run")["day"]
    said = json.loads(told(over, "screening", "certificate", "S-01", day[:7]))
    assert (said["candidate"], said["result"], said["findings"]) == ("S-01", "clear", [])
    out = tmp_path / "certificate.pdf"
    told(over, "screening", "certificate", "S-01", day[:7], "--out", str(out))
    with PdfDocument(out) as document:
        assert said["id"] in document[0].get_textpage().get_text_range().replace("\r\n", "")


def test_what_cannot_be_is_told(over: dict[str, str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("LASTNAME,FIRSTNAME\n")
    for words, problem in (
        (("load", "leie", str(broken)), "there is no MIDNAME"),
        (("load", "leie", str(tmp_path / "none.csv")), "does not exist"),
        (("load", "medicaid", str(broken)), "is not one of"),
        (("run",), "no exclusion list was loaded yet"),
        (("certificate", "S-01", "2026-13"), "a month such as 2026-11"),
        (("certificate", "S-01", "2026-11"), "there is no screening"),
    ):
        done = run(over, "screening", *words)
        assert done.exit_code == 2, words
        assert problem in done.stderr
