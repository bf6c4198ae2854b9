"""``agency rules check`` and ``agency rules show``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agency.cli import agency
from agency.rules.operators import Known, read_expression
from agency.rules.reading import Table
from agency.rules.rulebook import DATA, entries, load_rulebook

BOOK = load_rulebook()


def run(*words: str, **environment: str) -> Result:
    home = {"AGENCY_HOME": "/nowhere", "COLUMNS": "80"}
    return CliRunner().invoke(agency, ["rules", *words], env=home | environment)


def answer(*words: str) -> Any:
    result = run(*words, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the rulebook's files, to be spoiled."""
    return Path(copytree(DATA, tmp_path / "data"))


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


# check


def test_check_counts_the_entries_of_every_state_by_kind_and_confidence() -> None:
    found = answer("check")
    assert [one["state"] for one in found["states"]] == list(BOOK.states)
    new_york = next(one for one in found["states"] if one["state"] == "NY")
    assert new_york == {
        "state": "NY",
        "name": "New York",
        "entries": 4,
        "work": 2,
        "person": 0,
        "advice": 2,
        "lifted": 0,
        "high": 1,
        "medium": 1,
        "low": 2,
        "open": 1,
    }
    assert (found["federal"]["state"], found["federal"]["advice"]) == ("US", 1)


def test_the_totals_are_those_of_all_states_and_the_federal_entries() -> None:
    found = answer("check")
    total = found["total"]
    assert total["entries"] == len(list(entries(BOOK)))
    assert total["work"] + total["person"] + total["advice"] + total["lifted"] == total["entries"]
    assert total["high"] + total["medium"] + total["low"] == total["entries"]


def test_check_counts_the_catalogue_and_tells_the_fingerprint() -> None:
    found = answer("check")
    assert found["fingerprint"] == BOOK.fingerprint
    assert found["catalogue"]["credentials"] == len(BOOK.catalogue.types)
    assert sum(found["catalogue"]["categories"].values()) == len(BOOK.catalogue.types)
    assert found["catalogue"]["categories"]["state_credential"] == 8


def test_a_table_shows_the_same_counts() -> None:
    result = run("check")
    lines = [re.split(r"\s{2,}", line.strip()) for line in result.stdout.splitlines()]
    assert " ".join(lines[0]) == "State Entries Work Person Advice Lifted High Medium Low Open"
    assert ["New York (NY)", "4", "2", "0", "2", "0", "1", "1", "2", "1"] in lines
    assert ["state credential", "8"] in lines
    assert lines[-1] == [f"Fingerprint {BOOK.fingerprint}"]


def test_the_table_fits_eighty_columns_and_has_no_codes_of_colour_in_a_pipe() -> None:
    result = run("check")
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= 80
    assert all(f"{state.name} ({code}) " in result.stdout for code, state in BOOK.states.items())
    assert "\x1b" not in result.stdout


def test_another_folder_is_checked_by_its_own_files(data: Path) -> None:
    (data / "states" / "wa.toml").unlink()
    found = answer("check", "--data", str(data))
    assert "WA" not in [one["state"] for one in found["states"]]
    assert found["fingerprint"] != BOOK.fingerprint


def test_a_repeal_is_counted_by_itself(data: Path) -> None:
    copytree(Path(__file__).parents[1] / "rules/cases/law/fictional", data, dirs_exist_ok=True)
    assert answer("check", "--data", str(data))["total"]["lifted"] == 3
    assert "Lifted" in run("check", "--data", str(data)).stdout


def test_without_a_repeal_there_is_no_column_for_one(data: Path) -> None:
    (data / "states" / "sd.toml").unlink()
    assert "Lifted" not in run("check", "--data", str(data)).stdout


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("states/wa.toml", 'holds = ["WA-MA-R"]', 'holds = ["WA-MA-Q"]', "WA-MA-Q"),
        ("states/wa.toml", "any_of", "some_of", "some_of"),
        ("states/wa.toml", 'effect = "require"', 'effect = "requires"', "require, advise"),
        ("states/wa.toml", 'state = "WA"', 'state = "OR"', "wa.toml"),
        ("certifications.toml", 'computed = "end_of_month"', 'computed = "yearly"', "anniversary"),
        ("federal.toml", "citation =", "citaton =", "citation"),
    ],
)
def test_a_wrong_file_is_told_with_file_entry_key_and_what_was_expected(
    data: Path, file: str, old: str, new: str, told: str
) -> None:
    spoil(data / file, old, new)
    result = run("check", "--data", str(data))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"agency: {Path(file).name}: ")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_wrong_entry_is_told_by_its_name_and_key(data: Path) -> None:
    spoil(data / "states" / "ny.toml", "prohibited = true", 'prohibited = "yes"')
    told = run("check", "--data", str(data)).stderr
    assert told.startswith("agency: ny.toml: ny-injections-and-vaccines: needs.prohibited: ")


def test_a_file_that_is_not_there_is_told(data: Path) -> None:
    (data / "tasks.toml").unlink()
    result = run("check", "--data", str(data))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "tasks.toml" in result.stderr


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = run("check", "--data", str(tmp_path / "nowhere"))
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


# show


def test_show_prints_a_page_without_codes_of_colour_in_a_pipe() -> None:
    result = run("show", "WA", "--on", "2027-01-04")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Washington (WA): rules in force on 4 Jan 2027\n")
    assert "  Needs       hold WA MA-Certified or WA MA-Certified interim\n" in result.stdout
    assert "\x1b" not in result.stdout


def test_the_page_is_the_same_each_time_and_fits_the_terminal() -> None:
    wide = run("show", "WA", "--on", "2027-01-04", COLUMNS="100").stdout
    narrow = run("show", "WA", "--on", "2027-01-04", COLUMNS="60").stdout
    assert wide == run("show", "WA", "--on", "2027-01-04", COLUMNS="200").stdout
    assert max(map(len, wide.splitlines())) in range(90, 101)
    assert max(map(len, narrow.splitlines())) in range(50, 61)


def test_a_state_may_be_written_small() -> None:
    assert run("show", "wa", "--on", "2027-01-04").stdout.startswith("Washington (WA)")


def test_without_a_day_it_is_today() -> None:
    result = run("show", "TX", AGENCY_TIMEZONE="America/Chicago")
    assert re.match(r"Texas \(TX\): rules in force on \d+ \w{3} \d{4}\n", result.stdout)


def test_the_federal_rules_are_shown_by_themselves() -> None:
    shown = run("show", "us", "--on", "2027-01-04").stdout
    assert shown.startswith("Federal (US): rules in force on 4 Jan 2027\nRules that lie over every")
    assert "us-order-entry" in shown
    found = answer("show", "US", "--on", "2027-01-04")
    assert [one["id"] for one in found["entries"]] == [rule.id for rule in BOOK.federal]
    assert (found["state"], found["open"]) == ("US", [])


@pytest.mark.parametrize("state", ["ZZ", "Washington", ""])
def test_a_state_without_rules_is_told_with_the_choices(state: str) -> None:
    result = run("show", state)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{state!r}" in result.stderr
    assert ", ".join(BOOK.states) in result.stderr


def test_a_day_that_is_none_is_told() -> None:
    result = run("show", "WA", "--on", "2027-02-30")
    assert result.exit_code == 2
    assert "2027-02-30" in result.stderr


def test_the_machine_form_needs_what_the_data_files_say() -> None:
    found = answer("show", "CA", "--on", "2027-01-04")
    rules = {one["id"]: one for one in found["entries"]}
    hours = rules["ca-puncture-hours"]
    assert hours["needs"] == {"training": {"topic": "venipuncture", "hours_min": 10}}
    assert hours["when"] == {"tasks": ["capillary_puncture", "venipuncture"]}
    assert (hours["about"], hours["effect"], hours["confidence"]) == ("person", "require", "high")
    assert rules["ca-training-source"]["needs"] is None
    known = Known(BOOK.vocabulary, BOOK.catalogue)
    for rule in BOOK.states["CA"].rules:
        if needs := rules[rule.id]["needs"]:
            assert read_expression(Table(needs, "ca"), known) == rule.versions[0].needs


def test_the_machine_form_holds_what_is_in_force_and_what_is_to_come() -> None:
    before = answer("show", "SC", "--on", "2026-07-15")
    assert "sc-medication" not in [one["id"] for one in before["entries"]]
    assert [(one["id"], one["in_force"]) for one in before["coming"]] == [
        ("sc-medication", "2026-07-16")
    ]
    after = answer("show", "SC", "--on", "2026-07-16")
    assert "sc-medication" in [one["id"] for one in after["entries"]]
    assert (after["coming"], after["lifted"]) == ([], [])
    assert (after["on"], after["rulebook"]) == ("2026-07-16", BOOK.fingerprint)
    assert after["open"] == list(BOOK.states["SC"].open_questions)


def test_federal_entries_lie_over_every_state() -> None:
    for state in BOOK.states:
        found = answer("show", state, "--on", "2027-01-04")
        assert "us-order-entry" in [one["id"] for one in found["entries"]]


def test_neither_command_needs_a_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run("check", AGENCY_HOME=str(home)).exit_code == 0
    assert run("show", "WA", AGENCY_HOME=str(home)).exit_code == 0
    assert not home.exists()
