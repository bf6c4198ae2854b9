"""Pairs as files of JSON, each with the verdict it must give."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.errors import Refused, Unreadable
from agency.matching.checking import check
from agency.matching.schemas import described_check
from agency.rules.ranking import load_scale
from agency.rules.rulebook import load_rulebook
from config import RANKING_FILE

HERE = Path(__file__)
OURS = sorted((HERE.parent / "cases").glob("*.json"))
# The cases of the plan of the house lie beside the project where it is built.
SHARED = sorted((HERE.parents[3] / "shared" / "samples" / "cases").glob("*.json"))
BOOK, SCALE = load_rulebook(), load_scale(RANKING_FILE)


def answer(document: Any) -> dict[str, Any]:
    return described_check(check(document, BOOK, SCALE))


def a_case(name: str) -> dict[str, Any]:
    """One of our cases, to be changed."""
    case: dict[str, Any] = json.loads((HERE.parent / "cases" / f"{name}.json").read_text())
    return case


@pytest.mark.parametrize("file", [*OURS, *SHARED], ids=lambda file: file.stem)
def test_a_case_gives_its_verdict(file: Path) -> None:
    expect = json.loads(file.read_text())["expect"]
    said = answer(file.read_bytes())
    told = {
        "verdict": said["verdict"],
        "not_met": not_met(said),
        "near_miss": said["near_miss"],
        "renewable": said["renewable"],
        "blocked": said["blocked"],
    }
    wanted = {**expect, "not_met": sorted(expect["not_met"])}
    if expect["near_miss"] is None:
        del wanted["near_miss"]
    assert {**told, **wanted} == told
    assert told["blocked"] is expect.get("blocked", False)


def not_met(said: dict[str, Any]) -> list[str]:
    """The findings that are not met; the law of a state once, by its prefix."""
    open_ones = [
        finding["requirement"]
        for finding in said["findings"]
        if finding["effect"] == "require" and finding["verdict"] != "met"
    ]
    return sorted({f"{id[:3]}" if id[2:3] == "-" else id for id in open_ones})


def test_the_same_question_as_bytes_and_as_an_object_has_the_same_answer() -> None:
    case = a_case("busy-on-the-last-day")
    assert answer(case) == answer(json.dumps(case).encode())


def test_however_it_is_written_the_judgement_is_the_same() -> None:
    other, plain = a_case("written-in-other-ways"), a_case("do-not-return")
    other["assignment"].update(required_skills=[], tasks="general")
    other["candidate"]["ref"] = "C-0412"
    del plain["assignment"]["do_not_return"]
    assert answer(other)["findings"] == answer(plain)["findings"]


def test_keys_that_mean_nothing_are_told_with_their_paths_and_change_nothing() -> None:
    case = a_case("do-not-return-names-somebody-else")
    before = answer(case)
    assert before["unknown_keys"] == ["why", "expect"]
    case["assignment"]["color"] = "red"
    case["candidate"]["hair"] = {"deep": []}
    case["candidate"]["credentials"][0]["candidate_ref"] = "C-0999"
    case["candidate"]["trainings"][0]["grade"] = None
    after = answer(case)
    assert after.pop("unknown_keys") == [
        "why",
        "expect",
        "assignment.color",
        "candidate.hair",
        "candidate.credentials[0].candidate_ref",
        "candidate.trainings[0].grade",
    ]
    assert after == {key: value for key, value in before.items() if key != "unknown_keys"}


def test_an_assignment_that_is_not_open_is_judged_with_a_remark() -> None:
    case = a_case("do-not-return-names-somebody-else")
    case["assignment"]["status"] = "on_hold"
    said = answer(case)
    assert said["verdict"] == "eligible"
    assert said["remarks"] == ["The assignment is on hold; only open assignments are matched."]


def test_the_work_that_the_client_does_not_describe_is_asked_about() -> None:
    case = a_case("do-not-return-names-somebody-else")
    case["assignment"].update(state="CA", delegator=None)
    asked = answer(case)["to_confirm"]
    assert [one["requirement"] for one in asked] == ["ca-who-delegates"]
    assert all(one["question"] and one["citation"] and one["source"] for one in asked)


def test_blocked_work_has_no_score() -> None:
    case = a_case("do-not-return-names-somebody-else")
    case["assignment"].update(state="NY", tasks=["injection_intramuscular"])
    said = answer(case)
    assert (said["verdict"], said["blocked"], said["score"]) == ("ineligible", True, None)
    assert said["findings"][0]["citation"]


def problems(document: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        check(document, BOOK, SCALE)
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
        (b"null", ["", "assignment", "candidate"]),
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
    assert answer(case)["window"] == ["2027-04-09", "2027-04-09"]


def test_bytes_that_are_no_json_are_unreadable() -> None:
    with pytest.raises(Unreadable, match="line 1"):
        check(b"{", BOOK, SCALE)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
    | st.sampled_from(["1900-01-01", "9999-12-31", "2027-01-11/2027-01-12", ";", "1e9", "\uff11"])
    | st.dates(date(1900, 1, 1)).map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=4,
)
PLACES = [
    (part, key)
    for part in ("assignment", "candidate")
    for key in (*a_case("written-in-other-ways")[part], "ce_credits", "accepted_certifications")
]


@given(st.dictionaries(st.sampled_from(PLACES), ANYTHING, min_size=1, max_size=3))
@settings(deadline=None, max_examples=150)
def test_whatever_stands_in_a_field_is_judged_or_refused_in_words(
    changes: dict[tuple[str, str], Any],
) -> None:
    case = a_case("written-in-other-ways")
    for (part, key), value in changes.items():
        case[part][key] = value
    assert outcome(case)


def outcome(case: dict[str, Any]) -> str:
    """The verdict, or what was wrong."""
    try:
        verdict: str = answer(json.dumps(case).encode())["verdict"]
    except (Refused, Unreadable) as error:
        return str(error)
    return verdict
