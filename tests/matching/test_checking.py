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
from tests.examples import examples
from tests.matching.pair_cases import FOLDER, a_case, an_eligible_case

HERE = Path(__file__)
# The cases of the plan of the house lie beside the project where it is built.
SHARED = sorted((HERE.parents[3] / "shared" / "samples" / "cases").glob("*.json"))
BOOK, SCALE = load_rulebook(), load_scale(RANKING_FILE)


def answer(document: Any) -> dict[str, Any]:
    return described_check(check(document, BOOK, SCALE))


@pytest.mark.parametrize(
    "file", [*sorted(FOLDER.glob("*.json")), *SHARED], ids=lambda file: file.stem
)
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


def test_an_assignment_that_is_not_open_is_judged_with_a_remark() -> None:
    case = an_eligible_case()
    case["assignment"]["status"] = "on_hold"
    said = answer(case)
    assert said["verdict"] == "eligible"
    assert said["remarks"] == ["The assignment is on hold; only open assignments are matched."]


def test_the_work_that_the_client_does_not_describe_is_asked_about() -> None:
    case = an_eligible_case()
    case["assignment"].update(state="CA", delegator=None)
    asked = answer(case)["to_confirm"]
    assert [one["requirement"] for one in asked] == ["ca-who-delegates"]
    assert all(one["question"] and one["citation"] and one["source"] for one in asked)


def test_blocked_work_has_no_score() -> None:
    case = an_eligible_case()
    case["assignment"].update(state="NY", tasks=["injection_intramuscular"])
    said = answer(case)
    assert (said["verdict"], said["blocked"], said["score"]) == ("ineligible", True, None)
    assert said["findings"][0]["citation"]


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
@settings(deadline=None, max_examples=examples(150))
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
