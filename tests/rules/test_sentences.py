"""What a finding says, to the letter."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from agency.rules import expressions as ask
from agency.rules.eligibility import assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.rulebook import Entry, RuleBook, When
from agency.rules.sentences import day_text, days_text, dollars_text, number_text
from tests.examples import examples
from tests.rules.entries import entry
from tests.strategies import assignments, candidates
from tests.strategies_of_law import rulebook, rulebooks

FIRST, LAST = date(2027, 1, 4), date(2027, 3, 31)
WHOLE = "for the whole assignment (87 days)"


def say_of_law(*versions: Entry, adult: bool | None = None, **fields: Any) -> str:
    """What the first finding of this law says, blocking or not."""
    book = rulebook(([list(versions)],), [])
    assignment = AssignmentFacts("A-0001", "WA", FIRST, LAST, **fields)
    assessed = assess(CandidateFacts("C-0001", adult=adult), assignment, book, FIRST)
    findings = (*assessed.work.findings, *assessed.findings)
    return next(one.says for one in findings if one.requirement.versions)


def test_advice_that_asks_for_nothing_is_said_as_it_stands() -> None:
    assert say_of_law(entry(None, says="Wear a badge.", effect="advise")) == "Wear a badge."


def test_a_law_to_come_says_from_when_it_asks() -> None:
    assert say_of_law(entry(ask.Adult(), in_force=date(2027, 4, 1))) == (
        "The law: not asked before 1 Apr 2027."
    )


def test_the_text_that_is_said_is_the_one_not_met() -> None:
    newer = entry(
        ask.AllOf((ask.Adult(), ask.Prohibited())), says="Be 21.", in_force=date(2027, 3, 1)
    )
    assert say_of_law(entry(ask.Adult()), newer, adult=True) == (
        "Be 21: not met from 1 Mar 2027 to 31 Mar 2027 (31 days): the work rules it out."
    )


def test_a_rule_of_low_confidence_asks_to_be_confirmed() -> None:
    assert say_of_law(entry(ask.Adult(), confidence="low"), adult=False) == (
        f"The law: not yet known {WHOLE}: you have said that you are not an adult;"
        " the rule itself must be confirmed."
    )


def test_a_rule_that_may_not_apply_asks_the_client() -> None:
    law = entry(ask.Adult(), when=When(settings=frozenset({"clinic"})))
    assert say_of_law(law, adult=False) == (
        f"The law: not yet known {WHOLE}: you have said that you are not an adult;"
        " whether this applies here must be asked of the client."
    )
    assert say_of_law(law, adult=False, setting="clinic") == (
        f"The law: not met {WHOLE}: you have said that you are not an adult."
    )


def test_work_that_is_barred_is_not_allowed_and_blank_work_is_to_be_confirmed() -> None:
    law = entry(ask.Delegator(frozenset({"physician"})), says="A nurse may not delegate.")
    assert say_of_law(law, delegator="nurse") == (
        f"A nurse may not delegate: the work is not allowed {WHOLE}."
    )
    assert say_of_law(law) == (
        f"A nurse may not delegate: to be confirmed {WHOLE}: the client has not said enough."
    )
    assert say_of_law(law, delegator="physician") == "A nurse may not delegate: met."
    in_clinics = entry(ask.Prohibited(), when=When(settings=frozenset({"clinic"})))
    assert say_of_law(in_clinics) == (
        f"The law: to be confirmed {WHOLE}: the client has not said enough."
    )


@settings(max_examples=examples(150))
@given(rulebooks(), candidates(), assignments())
def test_every_finding_is_one_plain_sentence(
    book: RuleBook, candidate: CandidateFacts, assignment: AssignmentFacts
) -> None:
    assessed = assess(candidate, assignment, book, assignment.starts_on)
    for finding in (*assessed.findings, *assessed.work.findings):
        said = finding.says
        assert said.startswith(finding.title)
        assert said.endswith(".")
        assert not re.search(r"\. |_|None|  |: \.|: ;|; ;|\(0 days\)|[A-Z]{3}-[A-Z]", said), said


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (day_text(date(2027, 3, 1)), "1 Mar 2027"),
        (day_text(date(2027, 12, 31).toordinal()), "31 Dec 2027"),
        (days_text(1), "1 day"),
        (days_text(0), "0 days"),
        (number_text(Decimal("10.00")), "10"),
        (number_text(Decimal("4.50")), "4.5"),
        (number_text(Decimal(100)), "100"),
        (dollars_text(2505), "$25.05"),
        (dollars_text(5), "$0.05"),
    ],
)
def test_days_numbers_and_money_are_written_plainly(said: str, expected: str) -> None:
    assert said == expected
