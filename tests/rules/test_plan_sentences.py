"""A plan in words that a candidate understands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agency.rules.conditions import Answer, conditions
from agency.rules.facts import CECredit, Credential, Evidence
from agency.rules.ledger import ce_balance
from agency.rules.plan_sentences import (
    condition_text,
    exam_text,
    missing_text,
    plan_text,
    units_text,
    variants_text,
)
from agency.rules.planning import plan
from agency.rules.rulebook import load_rulebook
from tests.rules.ledgers import ENOUGH, earned, held

BOOK = load_rulebook()
SOON = earned("clinical", 25, "2022-08-01")
BEGUN = (*ENOUGH[:3], SOON)


def told(credits: tuple[CECredit, ...], day: str, code: str = "CMA-AAMA") -> str:
    credential, on = held(code), date.fromisoformat(day)
    found = plan(credential, credits, on, BOOK)
    assert found is not None
    return plan_text(found, ce_balance(credential, credits, BOOK), on)


@pytest.mark.parametrize(
    ("credits", "day", "text"),
    [
        (
            ENOUGH,
            "2026-11-24",
            "You have all 60 recertification points; file by 1 Jan 2027.",
        ),
        (
            BEGUN,
            "2026-07-01",
            "At your pace you have all 60 recertification points by 25 Nov 2026; file by"
            " 1 Jan 2027.",
        ),
        (
            BEGUN,
            "2026-11-24",
            "At your pace you would have all 60 recertification points on 3 May 2027, 122 days"
            " too late; earn them by 1 Jan 2027.",
        ),
        (
            (),
            "2026-11-24",
            "Earn what is missing by 1 Jan 2027: too little is on file to say how long that takes.",
        ),
        (
            ENOUGH,
            "2027-01-02",
            "The last safe day to file was 1 Jan 2027; filed today it may still come in time.",
        ),
        (
            ENOUGH,
            "2027-01-03",
            "The last safe day to file was 1 Jan 2027; filed today it leaves a gap of 1 day.",
        ),
        (
            ENOUGH,
            "2027-05-01",
            "The last safe day to file was 1 Jan 2027; it can no longer be renewed.",
        ),
    ],
)
def test_a_plan_is_one_sentence(credits: tuple[CECredit, ...], day: str, text: str) -> None:
    assert told(credits, day) == text


def test_staff_are_told_that_no_end_can_be_foreseen() -> None:
    credential, on = held("CMA-AAMA"), date(2026, 11, 24)
    found = plan(credential, (), on, BOOK)
    assert found is not None
    assert plan_text(found, ce_balance(credential, (), BOOK), on, to_holder=False) == (
        "Earn what is missing by 1 Jan 2027: too little is on file to say how long that takes."
    )


def test_without_units_only_the_day_is_said() -> None:
    assert told((), "2026-11-24", "WA-MA-C") == "File by 31 Jan 2027."


ALL_BASIC = (earned("basic", 60, code="CMA-CCBMA"),)
CPR_CARD = held("BLS-AHA", "2028-03-31")
HIPAA = held("HIPAA-TRAINING", "2028-03-31")


@pytest.mark.parametrize(
    ("others", "credits", "day", "text"),
    [
        (
            (CPR_CARD,),
            ALL_BASIC,
            "2026-11-24",
            "You have all 60 CEUs; file by 30 Dec 2026, but HIPAA training is missing.",
        ),
        (
            (),
            ALL_BASIC,
            "2026-11-24",
            "You have all 60 CEUs; file by 30 Dec 2026, but current CPR and HIPAA training are"
            " missing.",
        ),
        # That nobody has seen the card leaves it open: it is not said to be missing.
        (
            (replace(CPR_CARD, evidence=Evidence.claimed), HIPAA),
            ALL_BASIC,
            "2026-11-24",
            "You have all 60 CEUs; file by 30 Dec 2026.",
        ),
        (
            (HIPAA,),
            (),
            "2026-11-24",
            "Earn what is missing by 30 Dec 2026: too little is on file to say how long that"
            " takes; current CPR is missing too.",
        ),
        (
            (HIPAA,),
            ALL_BASIC,
            "2027-01-31",
            "The last safe day to file was 30 Dec 2026; filed today it leaves a gap of 28 days;"
            " current CPR is missing too.",
        ),
        (
            (HIPAA,),
            ALL_BASIC,
            "2028-02-01",
            "The last safe day to file was 30 Dec 2026; it can no longer be renewed.",
        ),
    ],
)
def test_what_is_missing_besides_units_is_named_with_the_course(
    others: tuple[Credential, ...], credits: tuple[CECredit, ...], day: str, text: str
) -> None:
    credential, on = held("CMA-CCBMA"), date.fromisoformat(day)
    found = plan(credential, credits, on, BOOK)
    assert found is not None
    answers = conditions(credential, others, on, BOOK)
    assert plan_text(found, ce_balance(credential, credits, BOOK), on, answers) == text


def test_units_that_are_booked_are_not_yet_there() -> None:
    booked = (*ENOUGH[:3], earned("clinical", 30, "2027-01-01"))
    assert told(booked, "2026-11-24") == (
        "At your pace you have all 60 recertification points by 1 Jan 2027; file by 1 Jan 2027."
    )


def test_what_is_missing_is_listed_in_units() -> None:
    balance = ce_balance(held(), ENOUGH[1:3], BOOK)
    assert missing_text(balance) == "40 in all, 10 general, 10 approved by the issuer"
    assert missing_text(ce_balance(held(), ENOUGH, BOOK)) == missing_text(None) == ""
    assert units_text(Decimal("1.00"), "CEU") == "1 CEU"
    assert units_text(Decimal("2.50"), "CEU") == "2.5 CEUs"


def test_a_variant_is_told_with_what_it_asks_besides() -> None:
    credits = (
        earned("basic", 20, code="CMA-CCBMA"),
        earned("administrative", 15, code="CMA-CCBMA"),
    )
    balance = ce_balance(held("CMA-CCBMA"), credits, BOOK)
    assert missing_text(balance) == "25 in all, 10 basic"
    assert list(variants_text(balance)) == [
        "as CCMA-C also 15 clinical",
        "as CCMA-AC also 15 clinical",
    ]


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2026-11-30", "or renew by exam, passed by 30 Nov 2026"),
        ("2026-12-01", None),
    ],
)
def test_the_exam_is_offered_while_it_leaves_no_gap(day: str, text: str | None) -> None:
    kind = BOOK.catalogue["CMA-AAMA"]
    assert exam_text(kind, date(2027, 1, 31), date.fromisoformat(day)) == text
    assert exam_text(BOOK.catalogue["RMA-AMT"], date(2027, 1, 31), date(2026, 1, 1)) is None
    assert exam_text(kind, date.min, date(2026, 1, 1)) is None


def test_a_condition_says_how_it_stands() -> None:
    [fee] = conditions(held("RMA-AMT"), (), date(2026, 11, 24), BOOK)
    assert condition_text(fee) == ("the annual fee of AMT (due in Jan 2027): not recorded here")
    assert condition_text(Answer("current CPR", "missing")) == "current CPR: missing"
    assert condition_text(Answer("current CPR", "met", "BLS-AHA:1:", date(2027, 3, 31))) == (
        "current CPR: met until 31 Mar 2027"
    )
