"""The shapes in which a judgement leaves the house."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from agency.matching.checking import check
from agency.matching.explaining import explain
from agency.matching.schemas import described_check, described_explanation, described_part
from agency.placements.queries import Pair
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import Part, load_scale
from agency.rules.rulebook import RuleBook, load_rulebook
from config import RANKING_FILE
from tests.examples import examples
from tests.matching.pair_cases import a_case, an_eligible_case
from tests.strategies import HORIZON_FIRST, assignments, candidates
from tests.strategies_of_law import rulebooks

BOOK, SCALE = load_rulebook(), load_scale(RANKING_FILE)
FINDING_KEYS = {
    "requirement",
    "title",
    "effect",
    "verdict",
    "window",
    "covered",
    "possible",
    "missing",
    "short_by_days",
    "clears_on",
    "holds_until",
    "evidence",
    "citation",
    "source",
    "confidence",
    "says",
}


def answer(case: dict[str, Any]) -> dict[str, Any]:
    return described_check(check(case, BOOK, SCALE))


def finding(said: dict[str, Any], id: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [one for one in said["findings"] if one["requirement"] == id]
    assert len(found) == 1
    return found[0]


def test_an_answer_has_the_keys_of_the_contract_and_is_plain_json() -> None:
    said = answer(an_eligible_case())
    assert set(said) == {
        "candidate",
        "assignment",
        "as_of",
        "verdict",
        "near_miss",
        "renewable",
        "blocked",
        "rulebook",
        "window",
        "clears_on",
        "holds_until",
        "findings",
        "to_confirm",
        "score",
        "remarks",
        "unknown_keys",
    }
    assert all(set(one) == FINDING_KEYS for one in said["findings"])
    assert json.loads(json.dumps(said)) == said
    assert said["rulebook"] == BOOK.fingerprint


def test_a_gap_at_the_end_is_dated_and_counted() -> None:
    case = a_case("expires-inside-with-its-renewal-on-course")
    bls = finding(answer(case), "client:BLS")
    assert bls["window"] == ["2027-01-11", "2027-04-09"]
    assert bls["covered"] == [["2027-01-11", "2027-03-01"]]
    assert bls["missing"] == [["2027-03-02", "2027-04-09"]]
    assert bls["short_by_days"] == 39
    assert (bls["holds_until"], bls["clears_on"]) == ("2027-03-01", None)
    assert bls["evidence"] == ["BLS-ARC:B1:2025-03-01"]
    assert (bls["citation"], bls["source"], bls["confidence"]) == (None, None, None)


def test_days_that_may_be_covered_are_told_apart_from_those_that_are_not() -> None:
    case = a_case("expires-inside-with-its-renewal-on-course")
    card = case["candidate"]["credentials"][1]
    successor = {**card, "number": "B2", "evidence": "claimed", "issued_on": "2027-03-05"}
    case["candidate"]["credentials"].append({**successor, "expires_on": "2029-03-05"})
    bls = finding(answer(case), "client:BLS")
    assert bls["missing"] == [["2027-03-02", "2027-04-09"]]
    assert bls["possible"] == [["2027-03-05", "2027-04-09"]]


def test_what_holds_for_ever_holds_until_the_end_of_time() -> None:
    said = answer(an_eligible_case())
    assert finding(said, "skills")["holds_until"] == "9999-12-31"
    assert finding(said, "skills")["clears_on"] == "2027-01-11"
    assert finding(said, "certification")["holds_until"] == "2028-05-31"
    assert (said["holds_until"], said["clears_on"]) == ("2028-05-31", "2027-01-11")


def test_a_requirement_of_the_law_is_cited() -> None:
    case = an_eligible_case()
    case["assignment"].update(state="NY", tasks=["injection_intramuscular"])
    law = answer(case)["findings"][0]
    assert law["requirement"].startswith("ny-")
    assert all(law[key] for key in ("citation", "source", "confidence"))


def test_notes_are_findings_that_decide_nothing() -> None:
    case = an_eligible_case()
    case["assignment"]["state"] = "TX"
    case["candidate"]["willing_states"] = ["TX"]
    said = answer(case)
    effects = {one["effect"] for one in said["findings"]}
    assert (said["verdict"], effects) == ("eligible", {"require", "advise"})


def test_the_parts_of_a_score_add_up_to_its_points() -> None:
    score = answer(an_eligible_case())["score"]
    assert score["points"] == pytest.approx(sum(part["points"] for part in score["parts"]))
    assert sum(part["weight"] for part in score["parts"]) == 100


def test_a_part_says_what_it_weighs_and_why() -> None:
    part = Part(name="distance", measure=120, value=920, weight=35, reason="12 miles away")
    assert described_part(part) == {
        "name": "distance",
        "value": 920,
        "weight": 35,
        "points": 32.2,
        "reason": "12 miles away",
    }


def test_the_window_begins_with_the_day_of_the_question_if_that_is_later() -> None:
    case = an_eligible_case()
    assert answer(case)["window"][0] == "2027-01-11"
    assert answer(case | {"on": "2027-02-15"})["window"][0] == "2027-02-15"
    assert answer(case | {"on": "2027-02-15"})["as_of"] == str(date(2027, 2, 15))


@given(rulebooks(), candidates(), assignments())
@settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
def test_covered_and_missing_days_make_up_the_window(
    book: RuleBook, candidate: CandidateFacts, assignment: AssignmentFacts
) -> None:
    pair = Pair(candidate, assignment, "", "open", None)
    said = described_explanation(explain(pair, book, SCALE, HORIZON_FIRST))
    assert json.loads(json.dumps(said)) == said
    for one in said["findings"]:
        covered, missing, possible = (
            days_of(one[key]) for key in ("covered", "missing", "possible")
        )
        assert sorted(covered + missing) == days_of([one["window"]])
        assert set(possible) <= set(missing)
        assert one["short_by_days"] == len(missing)
        assert (one["verdict"] == "met") == (not missing)
        assert (one["verdict"] == "unmet") == (set(possible) != set(missing))


def days_of(runs: list[list[str]]) -> list[int]:
    """Every single day of the runs of days."""
    bounds = [[date.fromisoformat(day).toordinal() for day in run] for run in runs]
    return [day for first, last in bounds for day in range(first, last + 1)]
