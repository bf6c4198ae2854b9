"""Remedies where a standard asks what no recorded law does: youth, and hours of two kinds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agency.rules.amending import amended, entries_in
from agency.rules.eligibility import ELIGIBLE, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence
from agency.rules.remedies import NOT_YET, Remedy, outlook, remedies
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.rules.spans import Window
from agency.rules.step_words import remedy_in_words
from agency.rules.steps import applied

DAY = date(2026, 11, 29)
CMA = Credential("CMA-AAMA", "CMA-AAMA:1:", date(2024, 1, 1), date(2029, 1, 31), Evidence.reviewed)
SHE = CandidateFacts("C-1", adult=True, willing_states=frozenset({"TX"}), credentials=(CMA,))


def asking(*needs: dict[str, Any]) -> RuleBook:
    """The real rulebook with standards of the agency that ask ``needs``."""
    entries = [
        {
            "id": f"agency-{number}",
            "says": "A standard",
            "in_force": date(2026, 1, 1),
            "needs": one,
            "effect": "require",
        }
        for number, one in enumerate(needs)
    ]
    book = load_rulebook()
    return amended(book, entries_in({"requirement": entries}, "standards.toml", book))


def work(starts_on: date = date(2027, 1, 4), ends_on: date = date(2027, 4, 2)) -> AssignmentFacts:
    return AssignmentFacts("A-1", "TX", starts_on, ends_on)


def found(book: RuleBook, there: AssignmentFacts, she: CandidateFacts = SHE) -> list[Remedy]:
    """Its remedies, each of them held to be enough by the judge."""
    each = list(remedies(she, there, book, DAY, 75))
    for remedy in each:
        assert assess(*applied(remedy.steps, she, there), book, DAY).verdict == ELIGIBLE
    return each


def test_a_screen_that_must_be_young_is_obtained_when_it_will_be() -> None:
    book = asking({"holds": ["DRUG-SCREEN"], "max_age_days": 30})
    (remedy,) = found(book, work())
    (step,) = remedy.steps
    assert step.not_before == date(2026, 12, 5)
    assert remedy_in_words(remedy, book) == (
        "Obtain Drug screen from 5 Dec 2026 on, before 4 Jan 2027"
        " (valid through 2 Apr 2027 or longer)"
    )
    (soon,) = found(book, work(date(2026, 12, 10), date(2026, 12, 20)))
    assert soon.steps[0].not_before == DAY


def test_one_that_must_be_young_is_not_renewed_when_it_ends_but_obtained_anew() -> None:
    book = asking({"holds": ["DRUG-SCREEN"], "max_age_days": 30})
    old = Credential(
        "DRUG-SCREEN", "DRUG-SCREEN:1:", date(2026, 10, 1), date(2027, 9, 30), Evidence.reviewed
    )
    she = CandidateFacts(
        "C-1", adult=True, willing_states=frozenset({"TX"}), credentials=(CMA, old)
    )
    assert [[step.kind for step in one.steps] for one in found(book, work(), she)] == [["obtain"]]


def test_hours_of_two_kinds_in_one_topic_are_two_steps() -> None:
    book = asking(
        {"training": {"topic": "injection", "classroom_hours_min": 5}},
        {"training": {"topic": "injection", "clinical_hours_min": 4}},
    )
    assert [remedy_in_words(one, book) for one in found(book, work())] == [
        "Complete 5 classroom hours of training in injection before 4 Jan 2027 and complete"
        " 4 clinical hours of training in injection before 4 Jan 2027"
    ]


def test_programs_that_ask_different_things_are_two_steps() -> None:
    book = asking({"program": {"in_person": True}}, {"program": {"externship_hours_min": 160}})
    assert [[step.kind for step in one.steps] for one in found(book, work())] == [
        ["train", "train"]
    ]


def test_what_nobody_knows_the_time_of_may_still_be_in_time() -> None:
    book = asking({"holds": ["BLS-AHA", "BLS-ARC"]})
    soon = work(date(2026, 12, 10), date(2027, 3, 10))
    each = tuple(found(book, soon))
    assert {one.ready_on is None for one in each} == {True, False}
    assert outlook(assess(SHE, soon, book, DAY), each) is None
    later = work(date(2027, 1, 4))
    assert outlook(assess(SHE, later, book, DAY), tuple(found(book, later))) == NOT_YET


def test_a_card_that_is_counted_from_its_course_is_renewed_as_late_as_is_safe() -> None:
    book = asking({"holds": ["BLS-AHA"]})
    card = Credential(
        "BLS-AHA", "BLS-AHA:1:", date(2025, 12, 1), date(2027, 12, 31), Evidence.reviewed
    )
    she = replace(SHE, credentials=(CMA, card))
    each = found(book, work(date(2027, 12, 15), date(2028, 12, 15)), she)
    assert [[step.kind for step in one.steps] for one in each] == [["renew"]]
    assert each[0].window == Window.between(date(2027, 12, 15), date(2028, 12, 15))


@pytest.mark.parametrize("copies", [1, 6])
def test_copies_of_a_credential_are_one_step(copies: int) -> None:
    claimed = tuple(
        Credential("CMA-AAMA", f"CMA-AAMA:{number}:", date(2024, 1, 1), date(2029, 1, 31))
        for number in range(copies)
    )
    she = replace(SHE, credentials=claimed)
    each = found(load_rulebook(), work(), she)
    assert [[step.kind for step in one.steps] for one in each] == [["verify"], ["obtain"]]
    assert each[0].steps[0].about == "CMA-AAMA:0:"
