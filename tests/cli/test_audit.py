"""``agency audit verify`` and ``show``."""

from __future__ import annotations

import pytest

from agency.audit.actions import note, writing
from agency.extensions import db
from tests.audit.test_queries import tamper
from tests.cli.commands import answer, run, told
from tests.trail import ANN


@pytest.fixture
def over(no_agency: dict[str, str]) -> dict[str, str]:
    """An agency in which two things were done to somebody, and one to somebody else."""
    with writing():
        note(ANN, "created", "candidate:C-1", after={"first_name": "Amara", "skills": ["ekg"]})
        note(ANN, "changed", "candidate:C-2", {"phone": None}, {"phone": "555"})
        change = {"first_name": "Amara"}, {"first_name": "Ana"}
        note(ANN, "changed", "candidate:C-1", *change, reason="married\nagain")
    db.session.remove()
    return no_agency


def test_a_trail_that_was_left_alone_is_whole(over: dict[str, str]) -> None:
    assert told(over, "audit", "verify") == "3 entries, each as it was noted.\n"
    assert answer(over, "audit", "verify") == {"entries": 3, "broken": None}


def test_the_first_entry_that_is_broken_is_told(over: dict[str, str]) -> None:
    tamper("UPDATE audit_entries SET reason = 'another' WHERE id = 2")
    result = run(over, "audit", "verify")
    assert result.exit_code == 1
    assert result.stdout == "Entry 2 was changed after it was noted; 1 entry before it as noted.\n"


def test_what_was_done_to_somebody_is_told_newest_first(over: dict[str, str]) -> None:
    lines = told(over, "audit", "show", "candidate:C-1").splitlines()
    assert [line.partition("UTC")[2].strip() for line in lines if "UTC" in line] == [
        "changed by user ann@example.org",
        "created by user ann@example.org",
    ]
    assert [line for line in lines if "UTC" not in line] == [
        '    first_name: "Amara" -> "Ana"',
        r'    reason: "married\nagain"',
        '    first_name: "Amara"',
        '    skills: ["ekg"]',
    ]


def test_entries_are_told_as_json(over: dict[str, str]) -> None:
    newest, oldest = answer(over, "audit", "show", "candidate:C-1")
    assert (newest["id"], newest["action"], newest["reason"]) == (3, "changed", "married\nagain")
    assert oldest["after"] == {"first_name": "Amara", "skills": ["ekg"]}


def test_more_than_is_shown_is_told(over: dict[str, str]) -> None:
    assert "There is more" in told(over, "audit", "show", "candidate:C-1", "--limit", "1")


def test_of_whom_nothing_is_noted_is_told(over: dict[str, str]) -> None:
    assert told(over, "audit", "show", "candidate:C-7") == "Nothing is noted of candidate:C-7.\n"
