"""``agency rules impact``: who is hit, by name, before anything is saved."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.edits.actions import record
from agency.extensions import db
from agency.matching.actions import match
from agency.rules.rulebook import DATA
from agency.standards.actions import withdraw
from agency.standards.queries import rulebook
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
)
from tests.cli.commands import answer, run, told
from tests.matching.lively_agency import AS_OF
from tests.matching.working import work_off
from tests.standards.entries import AT_ALDER, BLS, saved

STANDARD = """
[[requirement]]
id = "{id}"
says = "Hold BLS."
in_force = {day}
effect = "require"
needs = {{ holds = ["BLS-AHA", "BLS-ARC"] }}
"""
JUDGED = ("--as-of", AS_OF.isoformat())


@pytest.fixture
def agency(no_agency: dict[str, str], app: Flask, database: SQLAlchemy) -> dict[str, str]:
    """Two assignments in Texas and one placement; of three people one has BLS. Matched."""
    site = make_facility("Alder Clinic")
    first = make_assignment("A-1", site)
    make_assignment("A-2", starts_on=date(2027, 6, 7), ends_on=date(2027, 6, 30))
    for number, name in enumerate(("Amara", "Bao", "Chidi"), start=1):
        make_credential(make_candidate(f"C-{number}", first_name=name))
    make_credential(person("C-2"), "BLS-AHA")
    make_placement(person("C-3"), first, "working", ends_on=date(2027, 2, 26))
    database.session.commit()
    match(AS_OF)
    work_off(app)
    return no_agency


def person(ref: str) -> Candidate:
    return db.session.scalars(select(Candidate).where(Candidate.ref == ref)).one()


@pytest.fixture
def standard(tmp_path: Path) -> Path:
    return written(tmp_path / "bls.toml")


def written(file: Path, id: str = "agency-bls", day: str = "2027-01-15") -> Path:
    file.write_text(STANDARD.format(id=id, day=day), encoding="utf-8")
    return file


def impact(over: dict[str, str], *words: str | Path) -> str:
    return told(over, "rules", "impact", *map(str, words), *JUDGED)


def found(over: dict[str, str], *words: str | Path) -> Any:
    return answer(over, "rules", "impact", *map(str, words), *JUDGED)


def test_counts_come_first_then_the_change_and_everybody_by_name(
    agency: dict[str, str], standard: Path
) -> None:
    assert impact(agency, standard) == (
        "1 placement checked: 1 breaks within 60 days.\n"
        "2 of 2 open assignments change: 3 eligible pairs lost (1 within 60 days, 2\n"
        "later); 0 eligible pairs gained.\n"
        "2 candidates lose, 2 of them all they had; 0 gain.\n"
        "  Judged as of 24 Nov 2026; nothing is saved.\n"
        "  Candidates and open assignments are those of run"
        f" {run_id(agency, standard)} as of 24 Nov 2026.\n"
        "\n"
        "The change\n"
        "  agency-bls added from 15 Jan 2027: Hold BLS.\n"
        "\n"
        "Placements (1)\n"
        "  C-3 Chidi Lindqvist, working on A-1 (Alder Clinic, TX), 4 Jan 2027 to 26 Feb\n"
        "  2027\n"
        "    not covered from 15 Jan 2027: agency-bls\n"
        "\n"
        "Open assignments (2)\n"
        "  A-2 (no facility named, TX), 7 Jun 2027 to 30 Jun 2027: 1 eligible, 3 before\n"
        "    no longer eligible from 7 Jun 2027 (2): C-1 Amara Lindqvist, C-3 Chidi\n"
        "    Lindqvist\n"
        "  A-1 (Alder Clinic, TX), 4 Jan 2027 to 31 Mar 2027: 1 eligible, 2 before\n"
        "    no longer eligible from 15 Jan 2027: C-1 Amara Lindqvist\n"
        "\n"
        "Candidates (2)\n"
        "  C-1 Amara Lindqvist: loses 2 assignments, has none left\n"
        "  C-3 Chidi Lindqvist: loses 1 assignment, has none left\n"
    )


def run_id(over: dict[str, str], file: Path) -> int:
    number: int = found(over, file)["facts"]["run"]
    return number


def test_in_json_with_days_and_references(agency: dict[str, str], standard: Path) -> None:
    told = found(agency, standard)
    assert told["summary"]["placements"] == {
        "checked": 1,
        "breaks": {"now": 0, "soon": 1, "later": 0},
        "heals": {"now": 0, "soon": 0, "later": 0},
        "lacks_more": {"now": 0, "soon": 0, "later": 0},
        "lacks_less": {"now": 0, "soon": 0, "later": 0},
    }
    (placed,) = told["placements"]
    assert (placed["candidate"], placed["candidate_name"]) == ("C-3", "Chidi Lindqvist")
    assert (placed["change"], placed["since"], placed["when"]) == ("breaks", "2027-01-15", "soon")
    assert (placed["before"], placed["after"]) == ("eligible", "ineligible")
    assert placed["over"] == ["agency-bls"]
    work = told["assignments"][1]
    assert (work["assignment"], work["facility"]) == ("A-1", "Alder Clinic")
    assert [work[side]["eligible"] for side in ("before", "after")] == [2, 1]
    assert work["after"]["asks_alone"] == ["agency-bls"]
    assert work["people"] == [
        {
            "change": "lost",
            "before": "eligible",
            "after": "ineligible",
            "since": "2027-01-15",
            "when": "soon",
            "count": 1,
            "candidates": ["C-1"],
        }
    ]
    assert told["names"] == {"C-1": "Amara Lindqvist", "C-3": "Chidi Lindqvist"}
    assert [one["change"] for one in told["entries"]] == ["added"]
    assert told["rulebook"]["before"] != told["rulebook"]["after"]


@pytest.mark.parametrize(("within", "when"), [("51", "later"), ("52", "soon"), ("0", "later")])
def test_within_says_how_far_ahead_is_looked(
    agency: dict[str, str], standard: Path, within: str, when: str
) -> None:
    told = found(agency, standard, "--within", within)
    assert told["within_days"] == int(within)
    assert told["placements"][0]["when"] == when


def test_a_limit_shortens_every_list_and_says_so(agency: dict[str, str], standard: Path) -> None:
    text = impact(agency, standard, "--limit", "1")
    assert text.count("and 1 more; --limit N shows more, --json all") == 2
    assert "C-1 Amara Lindqvist and 1 more" in text
    short = found(agency, standard, "--limit", "1")
    assert [len(short[each]) for each in ("placements", "assignments", "candidates")] == [1, 1, 1]
    assert short["assignments"][0]["people"][0]["count"] == 2
    assert short["assignments"][0]["people"][0]["candidates"] == ["C-1"]
    assert short["summary"] == found(agency, standard)["summary"]


def test_a_file_that_changes_nothing_says_so(agency: dict[str, str]) -> None:
    text = impact(agency, DATA / "states" / "tx.toml")
    assert text.startswith("Nothing changes: every entry is in the rulebook as it stands.\n")
    assert "Placements" not in text
    told = found(agency, DATA / "states" / "tx.toml")
    assert told["entries"] == []
    assert told["rulebook"]["before"] == told["rulebook"]["after"]


def without_an_entry(file: Path, code: str, id: str) -> Path:
    """The whole file of a state, but for one entry."""
    head, *entries = (DATA / "states" / f"{code}.toml").read_text("utf-8").split("[[requirement]]")
    left = [one for one in entries if f'id = "{id}"' not in one]
    assert len(left) < len(entries)
    file.write_text("[[requirement]]".join([head, *left]), encoding="utf-8")
    return file


def test_what_a_whole_state_lacks_is_removed_and_cannot_be_saved_so(
    agency: dict[str, str], tmp_path: Path
) -> None:
    file = without_an_entry(tmp_path / "wa.toml", "wa", "wa-practice")
    text = impact(agency, file)
    assert "  wa-practice removed: Hold an active Washington medical-assistant" in text
    why = "It cannot be saved like that: an entry is missing from what is written as a whole state"
    assert f" ! {why}" in " ".join(text.split())
    told = found(agency, file)
    assert [(one["change"], one["id"]) for one in told["entries"]] == [("removed", "wa-practice")]
    assert "wa-practice (since before our records)" in told["cannot_be_saved"]
    assert told["rulebook"]["before"] != told["rulebook"]["after"]


def test_a_day_that_is_moved_in_a_whole_state_is_seen(
    agency: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "sc.toml"
    said = (DATA / "states" / "sc.toml").read_text(encoding="utf-8")
    file.write_text(said.replace("in_force = 2026-07-16", "in_force = 2027-07-16"), "utf-8")
    told = found(agency, file)
    assert [(one["change"], one["in_force"]) for one in told["entries"]] == [
        ("removed", "2026-07-16"),
        ("added", "2027-07-16"),
    ]
    assert "  sc-medication removed, in force from 16 Jul 2026: " in impact(agency, file)


def test_what_can_be_saved_is_not_said_to_be_hindered(
    agency: dict[str, str], standard: Path
) -> None:
    assert "cannot be saved" not in impact(agency, standard)
    assert found(agency, standard)["cannot_be_saved"] is None


def test_two_texts_of_one_key_are_refused_as_they_are_when_saved(
    agency: dict[str, str], standard: Path, tmp_path: Path
) -> None:
    other = written(tmp_path / "other.toml")
    other.write_text(other.read_text("utf-8").replace("Hold BLS", "Hold it"), encoding="utf-8")
    files = str(standard), str(other)
    said = "agency: other.toml: agency-bls: in_force: agency-bls stands twice for 2027-01-15\n"
    for words in (("impact", *files), ("save", *files, "--by", "A", "--why", "so")):
        result = run(agency, "rules", *words)
        assert (result.exit_code, result.stderr) == (2, said)


def test_several_files_are_taken_together(
    agency: dict[str, str], standard: Path, tmp_path: Path
) -> None:
    another = written(tmp_path / "later.toml", "agency-life-support", "2027-06-01")
    told = found(agency, standard, another)
    assert [one["id"] for one in told["entries"]] == ["agency-bls", "agency-life-support"]
    assert told["placements"][0]["over"] == ["agency-bls"]


# Withdrawals


@pytest.fixture
def recorded(agency: dict[str, str], app: Flask) -> dict[str, str]:
    """The same with life support asked everywhere and again at Alder Clinic, from 2027 on."""
    saved(BLS | {"in_force": date(2027, 1, 15)}, BLS | {"in_force": date(2028, 1, 1)}, AT_ALDER)
    work_off(app)
    return agency


def test_a_withdrawal_is_seen_before_it_is_done(recorded: dict[str, str]) -> None:
    seen = found(recorded, "--withdraw", BLS["id"])
    assert [(one["change"], one["id"], one["in_force"]) for one in seen["entries"]] == [
        ("removed", BLS["id"], "2027-01-15"),
        ("removed", BLS["id"], "2028-01-01"),
    ]
    gained = {
        one["assignment"]: [group["candidates"] for group in one["people"]]
        for one in seen["assignments"]
    }
    assert gained == {"A-2": [["C-1", "C-3"]]}
    withdraw(BLS["id"], "A", "so")
    assert seen["rulebook"]["after"] == rulebook().fingerprint


def test_of_several_texts_and_facilities_one_can_be_meant(recorded: dict[str, str]) -> None:
    later = found(recorded, "--withdraw", BLS["id"], "--in-force", "2028-01-01")
    assert [one["in_force"] for one in later["entries"]] == ["2028-01-01"]
    there = found(recorded, "--withdraw", AT_ALDER["id"], "--facility", "Alder Clinic")
    assert [one["of"] for one in there["entries"]] == ["Alder Clinic"]
    assert "Alder Clinic, 2026-01-01" in refusal(recorded, "--withdraw", AT_ALDER["id"])


def test_several_withdrawals_and_a_file_are_taken_together(
    recorded: dict[str, str], tmp_path: Path
) -> None:
    saved(BLS | {"id": "agency-other"})
    file = written(tmp_path / "bls.toml")
    both = ("--withdraw", BLS["id"], "--withdraw", "agency-other")
    told = found(recorded, file, *both)
    assert [(one["change"], one["id"]) for one in told["entries"]] == [
        ("added", "agency-bls"),
        *[("removed", BLS["id"])] * 2,
        ("removed", "agency-other"),
    ]


def refusal(over: dict[str, str], *words: str) -> str:
    result = run(over, "rules", "impact", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def test_something_is_asked_about(recorded: dict[str, str], standard: Path) -> None:
    assert "expected a FILE, --withdraw ID, or both" in refusal(recorded)
    for option in (("--in-force", "2028-01-01"), ("--facility", "Alder Clinic")):
        assert "say of what: --withdraw ID" in refusal(recorded, str(standard), *option)
    assert "there is no recorded entry 'agency-x'" in refusal(recorded, "--withdraw", "agency-x")


def test_help_says_from_when_a_difference_counts() -> None:
    words = " ".join(told({"COLUMNS": "80"}, "rules", "impact", "--help").split())
    assert "first day of work that it hits; the verdict itself is another in the next run" in words


# The facts it rests on


def test_a_change_that_the_run_does_not_know_is_told_of(
    agency: dict[str, str], standard: Path
) -> None:
    record("candidate", [person("C-1").id])
    db.session.commit()
    assert "  ! A change made" in impact(agency, standard)
    assert found(agency, standard)["facts"]["unworked_edits"] == 1


def test_without_a_run_it_is_by_the_facts_of_now(
    no_agency: dict[str, str], database: SQLAlchemy, standard: Path
) -> None:
    make_assignment("A-1")
    make_credential(make_candidate("C-1"))
    database.session.commit()
    assert "Candidates and open assignments are as they are now." in impact(no_agency, standard)
    told = found(no_agency, standard)
    assert told["facts"]["run"] is None
    assert told["summary"]["pairs"]["lost"]["soon"] == 1


def test_of_nobody_at_all(no_agency: dict[str, str], standard: Path) -> None:
    assert impact(no_agency, standard).startswith(
        "0 placements checked: none breaks.\n"
        "0 of 0 open assignments change: 0 eligible pairs lost; 0 eligible pairs gained.\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = ", "bls.toml"),
        ('[[requirement]]\nid = "zz-bls"\n', "got 'zz-bls'"),
        (STANDARD.format(id="agency-bls", day="2027-01-15") + "foo = 1\n", "foo"),
        ("", "expected at least one entry"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(
    agency: dict[str, str], standard: Path, text: str, said: str
) -> None:
    standard.write_text(text, encoding="utf-8")
    result = run(agency, "rules", "impact", str(standard))
    assert result.exit_code == 2
    assert result.stderr.startswith("agency: bls.toml")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there_is_refused(agency: dict[str, str], tmp_path: Path) -> None:
    result = run(agency, "rules", "impact", str(tmp_path / "none.toml"))
    assert result.exit_code == 2
    assert "none.toml" in result.stderr
