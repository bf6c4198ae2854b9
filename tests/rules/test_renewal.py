"""Renewal status, the last safe day to file, and what a renewal leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.facts import CandidateFacts
from agency.rules.renewal import (
    filing_days,
    first_expiry,
    first_expiry_still_renewable,
    first_expiry_to_file_for,
    is_on_course,
    opens_on,
    proposed_expiry,
    renew_by,
    renewal_fee,
    renewed,
    status_on,
)
from agency.rules.rulebook import load_rulebook
from tests.rules.ledgers import ENOUGH, held

BOOK = load_rulebook()
TYPES = BOOK.catalogue.types
ONE_DAY = timedelta(days=1)

codes = st.sampled_from(sorted(TYPES))
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


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


# The days on which filing is worth while


@pytest.mark.parametrize(
    ("code", "day", "filed"),
    [
        # No opening is documented: the agency's own window of ninety days does not count.
        ("CMA-AAMA", "2025-01-01", ["2025-01-01"]),
        # Takes renewals from six months before.
        ("CMA-CCBMA", "2026-01-01", ["2026-07-31"]),
        ("CMA-CCBMA", "2026-11-24", ["2026-11-24"]),
        # Counted from the course: the later it is, the longer it lasts.
        ("BLS-AHA", "2026-11-02", ["2026-11-02", "2026-12-30"]),
        ("BLS-AHA", "2026-12-30", ["2026-12-30"]),
        ("BLS-AHA", "2026-12-31", ["2026-12-31"]),
        # In grace, on its last day, and over.
        ("CMA-AAMA", "2027-04-30", ["2027-04-30"]),
        ("CMA-AAMA", "2027-05-01", []),
        ("BLS-AHA", "2027-02-01", []),
        ("WA-MA-C-INTERIM", "2026-11-24", []),
    ],
)
def test_a_renewal_is_worth_filing_as_soon_as_it_is_taken(
    code: str, day: str, filed: list[str]
) -> None:
    found = filing_days(held(code, "2027-01-31"), date.fromisoformat(day), BOOK)
    assert list(map(str, found)) == filed


def test_without_an_end_there_is_nothing_to_file() -> None:
    for expires_on in (None, "9999-12-31"):
        assert filing_days(held("CMA-AAMA", expires_on), date(2026, 11, 24), BOOK) == ()


@given(codes, days, days)
def test_a_filing_day_is_not_before_today_and_the_issuer_still_takes_it(
    code: str, expires_on: date, day: date
) -> None:
    credential = replace(held(code), expires_on=expires_on)
    found = filing_days(credential, day, BOOK)
    assert list(found) == sorted(set(found))
    assert all(on >= day and status_on(credential, on, BOOK) != "lapsed" for on in found)


# What it costs


@pytest.mark.parametrize(
    ("code", "status", "fee"),
    [
        ("CMA-CCBMA", "current", "200"),
        ("CMA-CCBMA", "due", "200"),
        ("CMA-CCBMA", "grace", "275"),
        ("CMA-CCBMA", "lapsed", None),
        ("CCMA-NHA", "due", "185"),
        # Reactivation belongs to the exam after the grace; what renewal costs is not known.
        ("CMA-AAMA", "due", None),
        ("CMA-AAMA", "grace", None),
        ("ND-UAP", "due", "40"),
        ("WA-MA-C-INTERIM", "current", None),
    ],
)
def test_a_renewal_costs_what_the_catalogue_says_and_more_in_grace_where_it_says_so(
    code: str, status: str, fee: str | None
) -> None:
    assert renewal_fee(TYPES[code], status) == (fee and Decimal(fee))


def test_a_reactivation_that_belongs_to_the_exam_is_not_added_to_a_renewal() -> None:
    aama = replace(
        TYPES["CMA-AAMA"], fees=(("renewal", Decimal(90)), ("reactivation", Decimal(50)))
    )
    assert renewal_fee(aama, "grace") == Decimal(90)


def test_what_is_asked_in_grace_is_asked_by_types_that_have_one() -> None:
    asking = [kind for kind in TYPES.values() if kind.fees_in_grace]
    assert [kind.code for kind in asking if kind.grace] == ["CMA-CCBMA"]
    assert len(asking) == 1


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


@pytest.mark.parametrize(
    ("code", "issued_on", "expires_on"),
    [
        ("CMA-AAMA", "2010-02-10", "2015-02-28"),
        ("RMA-AMT", "2024-02-29", "2027-02-28"),
        # A register alone knows the day: the months are what is known of it.
        ("CCMA-NHA", "2024-03-01", "2026-03-01"),
        ("DRUG-SCREEN", "2024-03-01", "9999-12-31"),
        ("MMR-IMMUNE", "2024-03-01", None),
    ],
)
def test_a_new_one_ends_as_the_issuer_counts_or_as_far_as_is_known(
    code: str, issued_on: str, expires_on: str | None
) -> None:
    ends = first_expiry(TYPES[code], date.fromisoformat(issued_on))
    assert (ends and str(ends)) == expires_on


@given(codes, days)
def test_a_new_one_ends_after_it_began_or_never(code: str, issued_on: date) -> None:
    ends = first_expiry(TYPES[code], issued_on)
    assert (ends is None) == (not TYPES[code].expires)
    assert ends is None or ends > issued_on


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
