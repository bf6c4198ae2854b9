"""Renewal status, the last safe day to file, and the ledger of continuing education."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.facts import CandidateFacts, CECredit, Credential, Evidence
from agency.rules.renewal import (
    ce_balance,
    first_expiry_still_renewable,
    first_expiry_to_file_for,
    is_on_course,
    opens_on,
    proposed_expiry,
    renew_by,
    renewed,
    status_on,
)
from agency.rules.rulebook import load_rulebook

BOOK = load_rulebook()
TYPES = BOOK.catalogue.types
ONE_DAY = timedelta(days=1)

codes = st.sampled_from(sorted(TYPES))
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def held(code: str = "CMA-AAMA", expires_on: str | None = "2027-01-31") -> Credential:
    until = None if expires_on is None else date.fromisoformat(expires_on)
    return Credential(code, f"{code}:1:", date(2022, 1, 1), until, Evidence.reviewed)


def earned(
    category: str = "general",
    units: int = 10,
    on: str | None = "2026-05-01",
    approved: bool = True,
    code: str = "CMA-AAMA",
) -> CECredit:
    day = None if on is None else date.fromisoformat(on)
    return CECredit(code, category, Decimal(units), day, approved)


ENOUGH = (earned("general"), earned("administrative"), earned("clinical"), earned("clinical", 30))


# Status


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-11-01", "current"),
        ("2026-11-02", "due"),
        ("2027-01-31", "due"),
        ("2027-02-01", "grace"),
        ("2027-04-30", "grace"),
        ("2027-05-01", "lapsed"),
    ],
)
def test_a_cma_is_due_for_ninety_days_then_three_months_in_grace(day: str, status: str) -> None:
    assert status_on(held(), date.fromisoformat(day), BOOK) == status


def test_the_window_of_an_issuer_goes_before_that_of_the_agency() -> None:
    bound = held("CMA-CCBMA", "2027-01-31")
    assert status_on(bound, date(2026, 7, 30), BOOK) == "current"
    assert status_on(bound, date(2026, 7, 31), BOOK) == "due"


def test_without_grace_a_credential_has_lapsed_on_the_day_after() -> None:
    assert status_on(held("RMA-AMT"), date(2027, 1, 31), BOOK) == "due"
    assert status_on(held("RMA-AMT"), date(2027, 2, 1), BOOK) == "lapsed"


def test_what_never_expires_is_current_and_what_has_no_date_is_undated() -> None:
    assert status_on(held("MMR-IMMUNE", None), date(2090, 1, 1), BOOK) == "current"
    assert status_on(held("CMA-AAMA", None), date(2026, 1, 1), BOOK) == "undated"


@given(codes, days, days)
def test_status_only_ever_moves_on(code: str, expires_on: date, day: date) -> None:
    order = ["current", "due", "grace", "lapsed"]
    credential = replace(held(code), expires_on=expires_on)
    today, tomorrow = (status_on(credential, one, BOOK) for one in (day, day + ONE_DAY))
    assert order.index(today) <= order.index(tomorrow)
    assert (today in ("current", "due")) == (day <= expires_on)


# The last safe day to file


@pytest.mark.parametrize(
    ("code", "expires_on", "by"),
    [
        ("CMA-AAMA", "2027-01-31", "2027-01-01"),
        ("CMA-AAMA", "2028-02-29", "2028-01-30"),
        ("RMA-AMT", "2027-01-31", "2027-01-31"),
        # January has nineteen working days: New Year's Day and the third Monday are none.
        ("CMA-CCBMA", "2027-01-31", "2026-12-30"),
        # Christmas and New Year's Day lie between, and four weekends.
        ("BLS-AHA", "2027-01-04", "2026-12-03"),
    ],
)
def test_renewal_is_filed_by_the_slowest_lead_time_before_expiry(
    code: str, expires_on: str, by: str
) -> None:
    assert renew_by(TYPES[code], date.fromisoformat(expires_on), BOOK) == date.fromisoformat(by)


@given(codes, days)
def test_the_last_safe_day_and_the_window_are_never_after_expiry(code: str, expiry: date) -> None:
    assert renew_by(TYPES[code], expiry, BOOK) <= expiry
    assert opens_on(TYPES[code], expiry, BOOK) <= expiry
    assert renew_by(TYPES[code], expiry, BOOK) <= renew_by(TYPES[code], expiry + ONE_DAY, BOOK)


@given(codes, days)
def test_the_first_expiry_to_file_for_is_the_first(code: str, day: date) -> None:
    expiry = first_expiry_to_file_for(TYPES[code], day, BOOK)
    assert renew_by(TYPES[code], expiry, BOOK) >= day
    assert expiry == day or renew_by(TYPES[code], expiry - ONE_DAY, BOOK) < day


@given(codes, days)
def test_the_first_expiry_still_renewable_is_not_lapsed_and_the_one_before_is(
    code: str, day: date
) -> None:
    expiry = first_expiry_still_renewable(TYPES[code], day, BOOK)
    assert status_on(replace(held(code), expires_on=expiry), day, BOOK) != "lapsed"
    before = replace(held(code), expires_on=expiry - ONE_DAY)
    assert status_on(before, day, BOOK) == "lapsed"


@pytest.mark.parametrize("code", sorted(TYPES))
def test_the_end_of_time_is_an_expiry_like_any_other(code: str) -> None:
    for expiry in (date.min, date.max):
        assert renew_by(TYPES[code], expiry, BOOK) <= expiry
        assert opens_on(TYPES[code], expiry, BOOK) <= expiry
        status_on(replace(held(code), expires_on=expiry), date(2027, 1, 1), BOOK)


# The expiry proposed


@pytest.mark.parametrize(
    ("code", "issued_on", "expires_on"),
    [
        ("CMA-AAMA", "2010-02-10", "2015-02-28"),
        ("CMA-AAMA", "2023-02-28", "2028-02-29"),
        ("RMA-AMT", "2024-02-29", "2027-02-28"),
        ("RMA-AMT", "2024-03-01", "2027-03-01"),
        ("CCMA-NHA", "2024-03-01", None),
        ("ND-UAP", "2024-03-01", None),
    ],
)
def test_an_expiry_is_proposed_as_the_issuer_computes_it(
    code: str, issued_on: str, expires_on: str | None
) -> None:
    validity = TYPES[code].validity
    assert validity is not None
    proposed = proposed_expiry(validity, date.fromisoformat(issued_on))
    assert proposed == (None if expires_on is None else date.fromisoformat(expires_on))


# The ledger


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


# On course


@pytest.mark.parametrize(
    ("day", "on_course"),
    [("2025-01-01", True), ("2027-01-01", True), ("2027-01-02", False), ("2027-02-01", False)],
)
def test_a_renewal_is_on_course_until_the_last_safe_day_to_file(day: str, on_course: bool) -> None:
    assert is_on_course(held(), ENOUGH, date.fromisoformat(day), BOOK) == on_course


def test_a_renewal_is_not_on_course_with_a_unit_missing() -> None:
    assert not is_on_course(held(), ENOUGH[:3], date(2026, 11, 24), BOOK)


def test_without_a_ledger_only_the_day_decides() -> None:
    bls = held("BLS-AHA", "2027-01-04")
    assert is_on_course(bls, (), date(2026, 12, 3), BOOK)
    assert not is_on_course(bls, (), date(2026, 12, 4), BOOK)


def test_what_cannot_be_renewed_or_has_no_date_is_never_on_course() -> None:
    day = date(2026, 11, 24)
    assert not is_on_course(held("WA-MA-C-INTERIM"), (), day, BOOK)
    assert not is_on_course(held("BLS-AHA", None), (), day, BOOK)
    assert not is_on_course(held("MMR-IMMUNE", None), (), day, BOOK)


def test_only_what_is_on_course_is_taken_as_renewed() -> None:
    candidate = CandidateFacts("C-0001", credentials=(held("BLS-AHA"), held("CMA-AAMA")))
    bls, cma = renewed(candidate, date(2026, 11, 24), BOOK).credentials
    assert (bls.expires_on, cma.expires_on) == (date.max, date(2027, 1, 31))
