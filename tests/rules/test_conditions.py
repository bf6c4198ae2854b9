"""What a renewal asks for besides units: met, missing, or not recorded with us."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.conditions import MET, MISSING, UNKNOWN, Answer, conditions
from agency.rules.facts import Credential, Evidence
from agency.rules.rulebook import load_rulebook
from tests.rules.ledgers import held

BOOK = load_rulebook()
DAY = date(2026, 11, 24)
CPR = "current CPR"


def card(
    until: str | None = "2027-03-31",
    evidence: Evidence = Evidence.documented,
    code: str = "BLS-AHA",
) -> Credential:
    return replace(held(code, until), ref=f"{code}:{until}", evidence=evidence)


def answers(code: str, *others: Credential, day: date = DAY) -> dict[str, Answer]:
    credential = held(code)
    return {one.says: one for one in conditions(credential, (credential, *others), day, BOOK)}


def test_a_card_that_was_seen_meets_the_condition_through_its_last_day() -> None:
    met = Answer(CPR, MET, "BLS-AHA:2027-03-31", date(2027, 3, 31))
    assert answers("NRCMA-NAHP", card())[CPR] == met
    assert answers("NRCMA-NAHP", card(), day=date(2027, 3, 31))[CPR] == met
    assert answers("NRCMA-NAHP", card(code="BLS-ARC"))[CPR].state == MET


def test_of_two_cards_the_one_that_lasts_longer_is_named() -> None:
    both = card("2027-03-31", Evidence.primary_source), card("2028-01-31")
    for order in (both, both[::-1]):
        assert answers("NRCMA-NAHP", *order)[CPR].credential == "BLS-AHA:2028-01-31"


@pytest.mark.parametrize(
    ("other", "state"),
    [
        (card("2026-11-23"), MISSING),
        (replace(card(), issued_on=date(2026, 11, 25)), MISSING),
        (replace(card(), status="rejected"), MISSING),
        (card(code="TDAP"), MISSING),
        (card(evidence=Evidence.claimed), UNKNOWN),
        (card(None), UNKNOWN),
    ],
)
def test_what_is_not_valid_counts_for_nothing_and_what_is_only_said_is_unknown(
    other: Credential, state: str
) -> None:
    assert answers("NRCMA-NAHP", other)[CPR] == Answer(CPR, state)


def test_what_is_not_recorded_is_unknown_and_never_missing() -> None:
    assert {one.says: one.state for one in answers("CMA-CCBMA").values()} == {
        CPR: MISSING,
        "HIPAA training": MISSING,
        "cultural competency training": UNKNOWN,
    }
    assert answers("CMA-CCBMA", card(code="HIPAA-TRAINING"))["HIPAA training"].state == MET


def test_where_other_proof_would_do_a_certification_that_is_not_held_is_unknown() -> None:
    [asked] = answers("ND-UAP").values()
    [met] = answers("ND-UAP", card(code="RMA-AMT")).values()
    assert (asked.state, met.state) == (UNKNOWN, MET)
    assert met.credential == "RMA-AMT:2027-03-31"


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2026-11-24", "2027-01-01"),
        ("2027-01-01", "2027-01-01"),
        ("2027-01-31", "2027-01-01"),
        ("2026-01-15", "2026-01-01"),
        ("2026-02-01", "2027-01-01"),
        ("9999-02-01", None),
    ],
)
def test_the_yearly_fee_is_a_clock_of_its_own_in_the_anniversary_month(
    day: str, month: str | None
) -> None:
    [fee] = answers("RMA-AMT", day=date.fromisoformat(day)).values()
    assert fee.state == UNKNOWN
    assert fee.month == (month and date.fromisoformat(month))


def test_a_fee_whose_month_was_not_read_names_none() -> None:
    [fee] = answers("RPT-AMT").values()
    assert (fee.state, fee.month) == (UNKNOWN, None)


@pytest.mark.parametrize("code", ["CMA-AAMA", "CCMA-NHA", "WA-MA-C", "TDAP", "MMR-IMMUNE"])
def test_where_nothing_else_is_asked_there_is_no_condition(code: str) -> None:
    assert answers(code, card()) == {}


@given(st.permutations([card(), card("2028-01-31"), card(None), card("2026-01-01")]))
def test_the_order_of_what_she_holds_is_nothing(cards: list[Credential]) -> None:
    assert answers("NRCMA-NAHP", *cards)[CPR].until == date(2028, 1, 31)
