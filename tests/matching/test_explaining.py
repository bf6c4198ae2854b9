"""One pair explained from the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.errors import NotFound
from agency.matching.checking import check
from agency.matching.explaining import Explanation, explain_pair
from agency.matching.schemas import described_explanation
from agency.rules.ranking import load_scale
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules, load_rulebook
from config import RANKING_FILE
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
    make_training,
)

TODAY = date(2026, 11, 24)
BOOK, SCALE = load_rulebook(), load_scale(RANKING_FILE)


def explained(day: date = TODAY) -> Explanation:
    return explain_pair("C-1", "A-1", BOOK, SCALE, day)


def keep_an_eligible_pair() -> None:
    """Hers among others: a stranger without papers, and work elsewhere that she is not put to."""
    person = make_candidate("C-1")
    make_credential(person, expires_on=date(2027, 6, 30))
    make_training(person)
    make_assignment("A-1", make_facility("Cedar Grove"))
    make_candidate("C-2")
    make_assignment("A-2", state="NY", tasks=("injection_intramuscular",))


def test_an_eligible_pair_has_a_score_that_counts_the_days_left(database: SQLAlchemy) -> None:
    keep_an_eligible_pair()
    told = explained()
    assert (told.assessment.verdict, told.candidate_name) == ("eligible", "Amara Lindqvist")
    assert told.remarks == ()
    left = date(2027, 6, 30) - date(2027, 3, 31)
    assert told.assessment.days_left == left // timedelta(days=1)
    assert {part.name: part.measure for part in told.parts}["coverage_left"] == 91
    assert told.score == sum(part.value * part.weight for part in told.parts)


def test_cover_that_ends_inside_the_window_leaves_no_day_beyond_it(database: SQLAlchemy) -> None:
    keep_an_eligible_pair()
    make_assignment("A-3", ends_on=date(2027, 12, 31))
    told = explain_pair("C-1", "A-3", BOOK, SCALE, TODAY)
    assert (told.assessment.verdict, told.assessment.days_left) == ("ineligible", 0)


def test_from_the_database_as_from_a_file(database: SQLAlchemy) -> None:
    keep_an_eligible_pair()
    question = {
        "on": "2026-11-24",
        "assignment": {
            "ref": "A-1",
            "facility": "Cedar Grove",
            "zip": "75201",
            "state": "TX",
            "setting": "clinic",
            "delegator": "physician",
            "supervision": "on_premises",
            "starts_on": "2027-01-04",
            "ends_on": "2027-03-31",
            "pay_rate": "25.00",
            "tasks": ["general"],
        },
        "candidate": {
            "ref": "C-1",
            "home_zip": "75201",
            "willing_states": ["TX"],
            "adult": "yes",
            "credentials": [
                {
                    "code": "CMA-AAMA",
                    "number": explained().candidate.credentials[0].ref.split(":")[1],
                    "issued_on": "2024-01-01",
                    "expires_on": "2027-06-30",
                    "evidence": "reviewed",
                }
            ],
            "trainings": [
                {
                    "kind": "education",
                    "topic": "high_school",
                    "completed_on": "2016-06-01",
                    "evidence": "reviewed",
                }
            ],
        },
    }
    checked = check(question, BOOK, SCALE).explanation
    assert described_explanation(checked) == described_explanation(explained())


def test_blocked_work_is_not_scored(database: SQLAlchemy) -> None:
    keep_an_eligible_pair()
    told = explain_pair("C-1", "A-2", BOOK, SCALE, TODAY)
    assert told.assessment.work.blocked
    assert (told.score, told.parts) == (None, ())


def test_a_pair_that_is_placed_is_judged_as_if_it_were_not_and_says_so(
    database: SQLAlchemy,
) -> None:
    keep_an_eligible_pair()
    placed = make_candidate("C-3")
    work = make_assignment("A-3")
    make_credential(placed)
    make_training(placed)
    make_placement(placed, work, "working")
    told = explain_pair("C-3", "A-3", BOOK, SCALE, TODAY)
    assert told.assessment.verdict == "eligible"
    assert told.remarks[0].startswith("Already placed here (working), so a match does not propose")


def test_an_assignment_that_is_not_open_is_explained_and_says_so(database: SQLAlchemy) -> None:
    keep_an_eligible_pair()
    make_assignment("A-3", status="filled")
    told = explain_pair("C-1", "A-3", BOOK, SCALE, TODAY)
    assert told.remarks == ("The assignment is filled; only open assignments are matched.",)


def test_an_assignment_that_is_over_cannot_be_explained(database: SQLAlchemy) -> None:
    keep_an_eligible_pair()
    assert explained(date(2027, 3, 31)).assessment.window.days == 1
    with pytest.raises(Ended, match="A-1 ended on 2027-03-31"):
        explained(date(2027, 4, 1))


def test_a_state_without_rules_cannot_be_explained(database: SQLAlchemy) -> None:
    keep_an_eligible_pair()
    make_assignment("A-3", state="GU")
    with pytest.raises(NoRules, match="no rules are recorded for 'GU'"):
        explain_pair("C-1", "A-3", BOOK, SCALE, TODAY)


def test_nobody_is_explained_under_an_unknown_reference(database: SQLAlchemy) -> None:
    keep_an_eligible_pair()
    with pytest.raises(NotFound, match="no candidate 'C-404'"):
        explain_pair("C-404", "A-1", BOOK, SCALE, TODAY)
