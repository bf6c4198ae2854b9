"""The ledger of continuing education: what is asked, what counts, what is missing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from agency.rules.facts import CECredit
from agency.rules.ledger import ce_balance
from agency.rules.rulebook import load_rulebook
from tests.rules.ledgers import ENOUGH, earned, held

BOOK = load_rulebook()


def missing(*credits: CECredit, expires_on: str = "2027-01-31") -> dict[str, int]:
    balance = ce_balance(held(expires_on=expires_on), credits, BOOK)
    assert balance is not None
    return {name: int(units) for name, units in balance.missing}


def test_the_cma_asks_ten_of_each_and_thirty_of_any_kind() -> None:
    balance = ce_balance(held(), ENOUGH, BOOK)
    assert balance is not None
    assert balance.asked == balance.earned == 60
    assert not balance.missing
    assert balance.unit == "recertification point"


def test_an_empty_ledger_lacks_everything() -> None:
    assert missing() == {
        "total": 60,
        "general": 10,
        "administrative": 10,
        "clinical": 10,
        "issuer_approved": 30,
    }


def test_units_above_a_categorys_minimum_count_towards_the_total_alone() -> None:
    assert missing(earned("clinical", 60)) == {"general": 10, "administrative": 10}
    assert missing(earned("general", 40), earned("clinical", 10)) == {
        "total": 10,
        "administrative": 10,
    }


def test_a_category_that_no_minimum_names_counts_towards_the_total() -> None:
    assert missing(*ENOUGH[:3], earned("ethics", 29)) == {"total": 1}


def test_units_that_the_issuer_did_not_approve_count_but_thirty_must_be() -> None:
    assert missing(*ENOUGH[:3], earned("general", 30, approved=False)) == {}
    unapproved = [replace(one, issuer_approved=False) for one in ENOUGH[:2]]
    assert missing(*unapproved, earned("clinical", 29), earned("general", 11, approved=False)) == {
        "issuer_approved": 1
    }


def test_units_are_missing_to_the_hundredth() -> None:
    nearly = replace(earned("clinical", 30), units=Decimal("29.99"))
    balance = ce_balance(held(), (*ENOUGH[:3], nearly), BOOK)
    assert balance is not None
    assert balance.missing == (("total", Decimal("0.01")),)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (earned("general", 60, code="RMA-AMT"), "another credential's"),
        (earned("general", 60, on=None), "no date"),
        (earned("general", 60, on="2022-01-31"), "the last day of the cycle before"),
        (earned("general", 60, on="2027-02-01"), "the day after expiry"),
    ],
)
def test_what_was_not_earned_in_the_cycle_counts_for_nothing(other: CECredit, why: str) -> None:
    assert missing(*ENOUGH[:3], other)["total"] == 30, why


@pytest.mark.parametrize("on", ["2022-02-01", "2027-01-31"])
def test_the_first_and_the_last_day_of_the_cycle_count(on: str) -> None:
    assert missing(*ENOUGH[:3], earned("general", 30, on=on)) == {}


def test_a_cycle_runs_from_month_end_to_month_end_over_a_leap_day() -> None:
    on_leap_day, after = earned("general", 30, "2024-02-29"), earned("general", 30, "2024-03-01")
    assert missing(*ENOUGH[:3], on_leap_day, expires_on="2029-02-28") == {"total": 30}
    assert missing(*ENOUGH[:3], after, expires_on="2029-02-28") == {}
    # Expiring on the leap day itself, the cycle before ended on 28 February.
    assert missing(*ENOUGH[:3], earned("general", 30, "2023-03-01"), expires_on="2028-02-29") == {}


@pytest.mark.parametrize(("on", "counts"), [("2024-02-28", False), ("2024-02-29", True)])
def test_an_anniversary_cycle_begins_on_the_day_after_the_anniversary(
    on: str, counts: bool
) -> None:
    credit = earned("general", 30, on, code="RMA-AMT")
    balance = ce_balance(held("RMA-AMT", "2027-02-28"), (credit,), BOOK)
    assert balance is not None
    assert (not balance.missing) == counts


@pytest.mark.parametrize(
    ("code", "expires_on"),
    [("CMA-AAMA", None), ("BLS-AHA", "2027-01-31"), ("TDAP", "2027-01-31")],
)
def test_there_is_no_ledger_without_units_or_without_a_date(
    code: str, expires_on: str | None
) -> None:
    assert ce_balance(held(code, expires_on), ENOUGH, BOOK) is None


# Variants under one code


def test_what_a_variant_asks_besides_is_told_and_decides_nothing() -> None:
    credits = (earned("basic", 45, code="CMA-CCBMA"), earned("clinical", 15, code="CMA-CCBMA"))
    balance = ce_balance(held("CMA-CCBMA"), credits, BOOK)
    assert balance is not None
    assert balance.missing == ()
    assert balance.variants == (
        ("CCMA-A", (("administrative", Decimal(15)),)),
        ("CCMA-AC", (("administrative", Decimal(15)),)),
    )


def test_what_every_variant_asks_is_told_once() -> None:
    balance = ce_balance(held("CMA-CCBMA"), (), BOOK)
    assert balance is not None
    assert balance.missing == (("total", Decimal(60)), ("basic", Decimal(30)))
    assert dict(balance.variants)["CCMA-C"] == (("clinical", Decimal(15)),)


def test_units_above_the_need_are_not_carried_into_the_next_cycle() -> None:
    spare = earned("general", 200, "2026-05-01")
    assert missing(*ENOUGH[1:], spare) == {}
    assert missing(*ENOUGH, spare, expires_on="2032-01-31")["total"] == 60


def test_a_variant_that_lacks_nothing_of_its_own_is_not_told() -> None:
    credits = (earned("basic", 20, code="CMA-CCBMA"), earned("clinical", 15, code="CMA-CCBMA"))
    balance = ce_balance(held("CMA-CCBMA"), credits, BOOK)
    assert balance is not None
    assert dict(balance.missing)["basic"] == 10
    assert "CCMA-C" not in dict(balance.variants)
