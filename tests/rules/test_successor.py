"""The credential that a renewal leads to: recorded in time, it never leaves a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agency.rules.catalogue import CredentialType
from agency.rules.facts import Credential
from agency.rules.renewal import (
    CURRENT,
    DUE,
    opens_on,
    proposed_expiry,
    renew_by,
    status_on,
    successor,
)
from agency.rules.rulebook import load_rulebook
from agency.rules.spans import Spans, Window
from agency.rules.workdays import end_of_month, later
from tests.rules.ledgers import held

BOOK = load_rulebook()
TYPES = BOOK.catalogue.types
RENEWABLE = sorted(code for code, kind in TYPES.items() if kind.expires and not kind.not_renewable)
DATED = [code for code in RENEWABLE if TYPES[code].validity]
FROM_ISSUE = ["BLS-AHA", "BLS-ARC"]
ONE_DAY = timedelta(days=1)

codes = st.sampled_from(RENEWABLE)
odd_days = st.sampled_from(
    [
        *(date(year, 2, 28) for year in (1999, 2000, 2024, 2027, 2028, 2099, 2100)),
        *(date(year, 2, 29) for year in (2000, 2024, 2028, 2096, 2104)),
        *(date(2027, month, day) for month, day in ((1, 31), (3, 1), (4, 30), (6, 30))),
        *(date(year, 12, 31) for year in (1999, 2000, 2027, 2099, 2100)),
    ]
)
expiries = odd_days | st.dates(date(1995, 1, 1), date(2110, 12, 31))
shares = st.floats(0, 1)


def ending(code: str, expires_on: date) -> Credential:
    issued_on = date(expires_on.year - 5, 1, 1)
    return replace(held(code), issued_on=issued_on, expires_on=expires_on)


def filed_in_time(credential: Credential, share: float) -> date:
    """A day from the opening of the window to the last safe day, the sooner the smaller."""
    assert credential.expires_on is not None
    kind = TYPES[credential.code]
    last = renew_by(kind, credential.expires_on, BOOK)
    first = min(opens_on(kind, credential.expires_on, BOOK), last)
    return first + timedelta(days=round((last - first).days * share))


def renewed(credential: Credential, filed_on: date, counted_from: date | None = None) -> Credential:
    after = successor(credential, filed_on, BOOK, counted_from=counted_from)
    assert after is not None
    return after


def covered(*credentials: Credential) -> Spans:
    return Spans.of(
        interval for one in credentials for interval in Spans.between(one.issued_on, one.expires_on)
    )


def is_without_a_gap(*chain: Credential) -> bool:
    first, last = chain[0].issued_on, chain[-1].expires_on
    assert first is not None
    assert last is not None
    return covered(*chain).contains(Window.between(first, last))


def last_day(credential: Credential) -> date:
    assert credential.expires_on is not None
    return credential.expires_on


# Recorded in time


@given(codes, expiries, shares)
@example("RMA-AMT", date(2028, 2, 29), 1.0)
@example("CMA-AAMA", date(2027, 2, 28), 0.0)
@example("BLS-AHA", date(2000, 2, 29), 1.0)
def test_filed_in_time_it_leaves_no_gap_and_lasts_longer(
    code: str, expires_on: date, share: float
) -> None:
    old = ending(code, expires_on)
    new = renewed(old, filed_in_time(old, share))
    assert new.issued_on == expires_on + ONE_DAY
    assert last_day(new) > expires_on
    assert is_without_a_gap(old, new)


@given(codes.filter(lambda code: code not in FROM_ISSUE), expiries, st.integers(0, 3000))
def test_filed_ahead_of_the_window_no_day_is_lost(code: str, expires_on: date, early: int) -> None:
    old = ending(code, expires_on)
    in_time = renewed(old, filed_in_time(old, 1.0))
    assert renewed(old, filed_in_time(old, 0.0) - timedelta(days=early)) == in_time


@pytest.mark.parametrize(
    ("code", "filed_on", "ends"),
    [
        ("BLS-AHA", "2026-11-02", "2028-11-30"),
        ("BLS-AHA", "2027-01-04", "2029-01-31"),
        ("BLS-ARC", "2026-11-02", "2028-11-02"),
        # So soon after the last course that the card before lasts longer.
        ("BLS-AHA", "2024-12-31", None),
    ],
)
def test_a_course_begins_a_new_count(code: str, filed_on: str, ends: str | None) -> None:
    new = successor(held(code, "2027-01-31"), date.fromisoformat(filed_on), BOOK)
    assert (new and str(new.expires_on)) == ends


def test_only_life_support_is_counted_from_its_own_issue() -> None:
    assert [
        code for code, kind in TYPES.items() if kind.validity and kind.validity.from_issue
    ] == FROM_ISSUE


@given(st.sampled_from(DATED), expiries, shares)
def test_status_runs_from_current_to_due_and_is_current_again(
    code: str, expires_on: date, share: float
) -> None:
    old = ending(code, expires_on)
    new = renewed(old, filed_in_time(old, share))
    opening = opens_on(TYPES[code], expires_on, BOOK)
    seen = [
        status_on(old if day <= expires_on else new, day, BOOK)
        for day in (opening - ONE_DAY, opening, expires_on, expires_on + ONE_DAY)
    ]
    assert seen == [CURRENT, DUE, DUE, CURRENT]


@given(st.sampled_from(DATED), expiries, st.lists(shares, min_size=10, max_size=10))
def test_ten_renewals_in_time_never_leave_a_gap(
    code: str, expires_on: date, filed: list[float]
) -> None:
    chain = [ending(code, expires_on)]
    for share in filed:
        chain.append(renewed(chain[-1], filed_in_time(chain[-1], share)))
    assert is_without_a_gap(*chain)
    assert len({one.ref for one in chain}) == len(chain)


@given(codes, expiries)
def test_everything_else_about_it_stays_as_it_was(code: str, expires_on: date) -> None:
    old = replace(ending(code, expires_on), bound_to="Alder Clinic")
    new = renewed(old, filed_in_time(old, 0.5))
    assert new.ref == f"{code}:renewed:{new.issued_on}"
    assert old == replace(new, ref=old.ref, issued_on=old.issued_on, expires_on=old.expires_on)


# Filed late


def days_uncovered(kind: CredentialType, expires_on: date, filed_on: date) -> int:
    answered = later(filed_on, kind.lead_time, BOOK.holidays) if kind.lead_time else filed_on
    return max(0, (answered - expires_on).days - 1)


@given(codes, expiries, st.integers(1, 60))
def test_filed_late_the_gap_is_what_the_lead_time_says(
    code: str, expires_on: date, late: int
) -> None:
    old, kind = ending(code, expires_on), TYPES[code]
    filed_on = renew_by(kind, expires_on, BOOK) + timedelta(days=late)
    new = successor(old, filed_on, BOOK)
    if filed_on > expires_on and not kind.grace:
        assert new is None
        return
    assert new is not None
    window = Window.between(expires_on, last_day(new))
    gap = Spans.of([window]) - covered(old, new)
    assert gap.days == days_uncovered(kind, expires_on, filed_on)


def test_filed_in_grace_it_is_valid_once_the_issuer_has_answered() -> None:
    new = renewed(held("CMA-AAMA", "2027-01-31"), date(2027, 4, 30))
    assert (new.issued_on, new.expires_on) == (date(2027, 5, 30), date(2032, 1, 31))


@pytest.mark.parametrize(
    ("code", "expires_on", "filed_on"),
    [
        ("WA-MA-C-INTERIM", "2027-01-31", "2027-01-01"),
        ("CMA-AAMA", None, "2027-01-01"),
        ("CMA-AAMA", "9999-12-31", "2027-01-01"),
        ("CMA-AAMA", "2027-01-31", "2027-05-01"),
        ("RMA-AMT", "2027-01-31", "2027-02-01"),
        ("MMR-IMMUNE", None, "2027-01-01"),
    ],
)
def test_there_is_none_where_nothing_can_be_renewed(
    code: str, expires_on: str | None, filed_on: str
) -> None:
    assert successor(held(code, expires_on), date.fromisoformat(filed_on), BOOK) is None


# How the issuers count


@given(st.sampled_from(["CMA-AAMA", "BLS-AHA"]), expiries, shares)
def test_what_ends_with_a_month_goes_on_ending_with_a_month(
    code: str, expires_on: date, share: float
) -> None:
    old = ending(code, expires_on)
    new = last_day(renewed(old, filed_in_time(old, share)))
    assert new == end_of_month(new)


@pytest.mark.parametrize(
    ("code", "expires_on", "then"),
    [
        ("CMA-AAMA", "2023-02-28", "2028-02-29"),
        ("CMA-AAMA", "2028-02-29", "2033-02-28"),
        ("CMA-AAMA", "2027-01-15", "2032-01-31"),
        ("CCMA-NHA", "2028-02-29", "2030-02-28"),
        ("CCMA-NHA", "2027-02-28", "2029-02-28"),
        ("WA-MA-C", "2027-05-17", "2029-05-17"),
        ("ND-UAP", "2027-06-30", "2029-06-30"),
        ("ND-UAP", "2027-11-02", "2029-06-30"),
        ("DRUG-SCREEN", "2027-11-02", "9999-12-31"),
    ],
)
def test_the_next_end_is_counted_from_the_end_before(code: str, expires_on: str, then: str) -> None:
    old = held(code, expires_on)
    assert last_day(renewed(old, filed_in_time(old, 1.0))) == date.fromisoformat(then)


@pytest.mark.parametrize(
    ("counted_from", "ends"),
    [
        (date(2024, 2, 29), ["2026-02-28", "2028-02-29", "2030-02-28", "2032-02-29"]),
        (None, ["2026-02-28", "2028-02-29", "2030-02-28", "2032-02-28"]),
    ],
)
def test_the_29th_of_february_comes_back_if_the_issuers_first_day_is_known(
    counted_from: date | None, ends: list[str]
) -> None:
    issued_on = date(2024, 2, 29)
    validity = TYPES["CMAC-AMCA"].validity
    assert validity is not None
    card = replace(
        held("CMAC-AMCA"), issued_on=issued_on, expires_on=proposed_expiry(validity, issued_on)
    )
    chain = [card]
    for _ in ends[1:]:
        chain.append(renewed(chain[-1], filed_in_time(chain[-1], 0.0), counted_from))
    assert [str(one.expires_on) for one in chain] == ends


@given(st.dates(date(1996, 1, 1), date(2030, 12, 31)), st.integers(1, 10))
def test_an_anniversary_never_drifts_from_its_first_day(first: date, renewals: int) -> None:
    validity = TYPES["RMA-AMT"].validity
    assert validity is not None
    card = replace(held("RMA-AMT"), issued_on=first, expires_on=proposed_expiry(validity, first))
    for _ in range(renewals):
        card = renewed(card, filed_in_time(card, 0.5), first)
    last = last_day(card)
    assert last.year == first.year + 3 * (renewals + 1)
    assert (last.month, last.day) == (first.month, first.day) or (last.month, last.day) == (2, 28)
