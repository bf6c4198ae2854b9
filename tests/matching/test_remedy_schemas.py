"""The shape of a remedy as it leaves the house."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from agency.matching.checking import check
from agency.matching.remedy_schemas import described_remedy, described_step
from agency.matching.schemas import described_explanation
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.remedies import Remedy, remedies
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.rules.step_words import WORDS, remedy_in_words, step_in_words
from agency.rules.steps import KINDS, Step
from tests.examples import examples
from tests.matching.pair_cases import a_case, an_eligible_case
from tests.matching.test_schemas import SCALE
from tests.rules.test_step_words import SAID, WINDOW
from tests.strategies import HORIZON_FIRST, assignments, candidates
from tests.strategies_of_law import rulebooks

BOOK = load_rulebook()
OF_EVERY_STEP = {
    "change",
    "says",
    "not_before",
    "by",
    "ready_on",
    "lead_time_known",
    "cost_usd",
}
DETAILS: dict[str, dict[str, Any]] = {
    "Verify": {"credential": "CMA-AAMA:1:", "code": "CMA-AAMA", "evidence": "reviewed"},
    "DocumentCredential": {"credential": "RMA-AMT:1:", "code": "RMA-AMT"},
    "DocumentRecord": {"record": "training:venipuncture:"},
    "PutOnFile": {"record": "document:task_training_certificate:"},
    "Attest": {},
    "Renew": {"credential": "CMA-AAMA:1:", "code": "CMA-AAMA", "missing_units": {}},
    "Obtain": {
        "code": "NCMA-NCCT",
        "or": ["RMA-AMT", "CCMA-NHA"],
        "facility": None,
        "may_apply": "unknown",
    },
    "Train": {"kind": "training", "topic": None},
    "ShiftStart": {"starts_on": "2027-02-01", "days": 28},
    "Shorten": {"days": 1},
    "RaisePay": {"pay_rate": "22.50"},
}


def first_of(name: str) -> Step:
    return next(step for step, _ in SAID if type(step).__name__ == name)


@pytest.mark.parametrize("name", DETAILS)
def test_a_step_says_what_it_is_about(name: str) -> None:
    step = first_of(name)
    said = described_step(step, WINDOW, WINDOW.first, BOOK)
    assert {key: said[key] for key in said if key not in OF_EVERY_STEP} == DETAILS[name]
    assert set(said) == OF_EVERY_STEP | set(DETAILS[name])
    assert said["change"] == step.kind
    assert said["says"] == f"{step_in_words(step, WINDOW, WINDOW.first, BOOK)}."


def test_every_kind_of_step_has_its_shape() -> None:
    assert set(DETAILS) == {kind.__name__ for kind in WORDS}


def test_days_and_money_are_text_and_what_nobody_knows_is_null() -> None:
    step = replace(first_of("Obtain"), effective=date(2026, 12, 23))
    said = described_step(step, WINDOW, WINDOW.first, BOOK)
    assert (said["by"], said["ready_on"], said["lead_time_known"], said["cost_usd"]) == (
        "2027-01-04",
        "2026-12-23",
        True,
        None,
    )
    unknown = described_step(replace(step, lead_known=False), WINDOW, WINDOW.first, BOOK)
    assert (unknown["ready_on"], unknown["lead_time_known"]) == (None, False)
    shift = described_step(first_of("ShiftStart"), WINDOW, WINDOW.first, BOOK)
    assert shift["by"] is None


def test_a_remedy_is_its_steps_and_what_they_come_to() -> None:
    remedy = Remedy(
        (first_of("Verify"), first_of("RaisePay")), WINDOW, (WINDOW.first, WINDOW.first)
    )
    assert described_remedy(remedy, BOOK) == {
        "says": f"{remedy_in_words(remedy, BOOK)}.",
        "steps": [described_step(step, WINDOW, WINDOW.first, BOOK) for step in remedy.steps],
        "ready_on": "2026-11-24",
        "cost_usd": None,
        "window": ["2027-01-04", "2027-03-31"],
    }


@settings(max_examples=examples(100))
@given(rulebooks(), candidates(), assignments())
def test_whatever_is_found_is_plain_json(
    book: RuleBook, candidate: CandidateFacts, work: AssignmentFacts
) -> None:
    for one in remedies(candidate, work, book, HORIZON_FIRST - timedelta(days=3), 75):
        said = described_remedy(one, book)
        assert json.loads(json.dumps(said)) == said
        assert {step["change"] for step in said["steps"]} <= set(KINDS)


# In an explanation


def explained(case: dict[str, Any], keeps_percent: int | None = 75) -> dict[str, Any]:
    return described_explanation(check(case, BOOK, SCALE, keeps_percent).explanation)


RENEWABLE = "expires-inside-with-its-renewal-on-course"


def test_an_explanation_tells_the_remedies_and_when_the_first_is_ready() -> None:
    said = explained(a_case(RENEWABLE))
    assert [one["says"] for one in said["remedies"]]
    assert (said["ready_on"], said["outlook"]) == ("2026-11-24", "not_yet")


def test_an_eligible_pair_has_no_remedies_and_no_outlook() -> None:
    said = explained(an_eligible_case())
    assert (said["remedies"], said["ready_on"], said["outlook"]) == ([], None, None)


def test_what_nothing_changes_cannot_clear_in_time() -> None:
    case = an_eligible_case()
    case["candidate"]["status"] = "inactive"
    said = explained(case)
    assert (said["remedies"], said["ready_on"], said["outlook"]) == (
        [],
        None,
        "cannot_clear_in_time",
    )


def test_what_takes_longer_than_to_the_first_day_cannot_clear_in_time() -> None:
    case = an_eligible_case()
    case["assignment"].update(accepted_certifications=["CMA-AAMA"], client_requirements=[])
    held = {"code": "CMA-AAMA", "number": "1", "issued_on": "2021-11-01", "evidence": "reviewed"}
    case["candidate"]["credentials"] = [{**held, "expires_on": "2026-10-31"}]
    in_time = explained(case | {"on": "2026-12-12"})
    assert (in_time["ready_on"], in_time["outlook"]) == ("2027-01-11", "not_yet")
    late = explained(case | {"on": "2026-12-13"})
    assert (late["ready_on"], late["outlook"]) == ("2027-01-12", "cannot_clear_in_time")


def test_where_nobody_knows_how_long_it_takes_there_is_no_outlook() -> None:
    case = an_eligible_case()
    case["candidate"]["credentials"] = []
    case["assignment"]["client_requirements"] = []
    said = explained(case)
    assert len(said["remedies"]) == 1
    assert (said["ready_on"], said["outlook"]) == (None, None)


def test_the_keys_are_absent_where_remedies_were_not_sought() -> None:
    said = explained(a_case(RENEWABLE), keeps_percent=None)
    assert not {"remedies", "ready_on", "outlook"} & set(said)
