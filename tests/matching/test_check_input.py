"""The question of one pair: what is understood of it, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agency.errors import Refused
from agency.matching.check_input import question_of
from agency.rules.facts import Evidence
from agency.rules.spans import Spans
from tests.matching.pair_cases import a_case, an_eligible_case


def test_everything_said_becomes_a_fact() -> None:
    case = a_case("busy-on-the-last-day")
    case["assignment"]["do_not_return"] = ["C-7"]
    case["candidate"]["ce_credits"] = [{"code": "RMA-AMT", "units": 2.5}]
    question = question_of(case)
    person, work = question.pair.candidate, question.pair.assignment
    assert question.day == date(2026, 11, 24)
    assert question.pair.candidate_name == "Noor Halvorsen"
    assert person.busy == Spans.between(date(2027, 4, 9), date(2027, 5, 1))
    assert [(held.ref, held.evidence) for held in person.credentials] == [
        ("RMA-AMT:778:2024-06-01", Evidence.primary_source)
    ]
    assert [record.topic for record in person.trainings] == ["bachelor"]
    assert [str(credit.units) for credit in person.ce_credits] == ["2.5"]
    assert (work.state, work.facility) == ("OH", "Larkspur Pediatrics")
    assert work.do_not_return == {"C-7"}


def test_references_may_be_blank_because_nothing_is_looked_up_by_them() -> None:
    case = an_eligible_case()
    case["candidate"]["ref"] = None
    del case["assignment"]["ref"]
    pair = question_of(case).pair
    assert (pair.candidate.ref, pair.assignment.ref) == ("", "")


@pytest.mark.parametrize("blank", [None, "", []])
def test_lists_of_records_may_be_blank(blank: Any) -> None:
    case = an_eligible_case()
    for name in ("credentials", "trainings", "ce_credits", "busy"):
        case["candidate"][name] = blank
    person = question_of(case).pair.candidate
    assert (*person.credentials, *person.trainings, *person.ce_credits, *person.busy) == ()


def test_keys_that_mean_nothing_are_told_with_their_paths_and_change_nothing() -> None:
    case = an_eligible_case()
    before = question_of(case)
    assert before.unknown_keys == ("why", "expect")
    case["assignment"]["color"] = "red"
    case["candidate"]["hair"] = {"deep": []}
    case["candidate"]["credentials"][0]["candidate_ref"] = "C-0999"
    case["candidate"]["trainings"][0]["grade"] = None
    after = question_of(case)
    assert after.unknown_keys == (
        "why",
        "expect",
        "assignment.color",
        "candidate.hair",
        "candidate.credentials[0].candidate_ref",
        "candidate.trainings[0].grade",
    )
    assert (after.pair, after.day) == (before.pair, before.day)


def problems(document: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        question_of(document)
    return [str(problem) for problem in refused.value.problems]


def test_every_problem_is_told_at_once_with_its_path() -> None:
    case = a_case("expired-before-the-first-day")
    case["on"] = "24.11.2026"
    case["assignment"].update(ends_on="2027-02-30", tasks=["juggling"], openings="1_000")
    case["candidate"].update(home_zip=2134, busy=[["2027-01-01"], ["2027-02-02", "2027-02-01"]])
    case["candidate"]["credentials"][0]["code"] = "CCMA"
    case["candidate"]["credentials"][1]["expires_on"] = "2027-13-01"
    case["candidate"]["trainings"].append("a diploma")
    case["candidate"]["ce_credits"] = {"units": 5}
    told = problems(case)
    assert [line.partition(":")[0] for line in told] == [
        "on",
        "assignment.ends_on",
        "assignment.openings",
        "assignment.tasks",
        "candidate.home_zip",
        "candidate.credentials[0].code",
        "candidate.credentials[1].expires_on",
        "candidate.trainings[1]",
        "candidate.ce_credits",
        "candidate.busy[0]",
        "candidate.busy[1]",
    ]
    assert told[5].endswith(
        "expected one of CCMA-NHA, CMA-CCBMA: CCMA alone does not name the issuer"
    )
    assert "candidate.credentials[1].expires_on: '2027-13-01': expected a day" in told[6]


@pytest.mark.parametrize(
    ("document", "paths"),
    [
        ([], ["", "assignment", "candidate"]),
        ({}, ["on", "assignment", "candidate"]),
        ({"on": "2026-11-24", "assignment": [], "candidate": "C-1"}, ["assignment", "candidate"]),
        (None, ["", "assignment", "candidate"]),
    ],
)
def test_what_is_no_pair_is_refused(document: Any, paths: list[str]) -> None:
    assert [line.partition(":")[0] for line in problems(document)] == paths


def test_a_state_without_recorded_rules_is_refused_with_those_that_have_some() -> None:
    case = a_case("do-not-return")
    case["assignment"]["state"] = "GU"
    assert "no rules are recorded for GU yet" in problems(case)[0]
    case["assignment"]["state"] = None
    assert problems(case)[0].startswith("assignment.state: '': expected a state whose rules")


def test_an_assignment_that_has_ended_is_refused() -> None:
    case = a_case("do-not-return")
    case["on"] = "2027-04-10"
    assert problems(case) == [
        "assignment.ends_on: '2027-04-09': expected a day not before on, which is 2027-04-10:"
        " the assignment has ended"
    ]
    case["on"] = "2027-04-09"
    assert question_of(case).day == date(2027, 4, 9)
