"""When the ledger will be complete at the person's own pace, and what that means for filing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.facts import CECredit, Credential
from agency.rules.ledger import ce_balance, cycle_start
from agency.rules.planning import (
    BEHIND,
    NO_PACE,
    ON_COURSE,
    PAST,
    Plan,
    file_by_for,
    plan,
    projected_end,
)
from agency.rules.renewal import renew_by
from agency.rules.rulebook import load_rulebook
from tests.rules.ledgers import ENOUGH, earned, held

BOOK = load_rulebook()
TYPES = BOOK.catalogue.types
WITH_UNITS = sorted(
    code for code, kind in TYPES.items() if kind.renewal and kind.renewal.units is not None
)
CMA = held("CMA-AAMA", "2027-01-31")
RMA = held("RMA-AMT", "2027-01-31")
ONE_DAY = timedelta(days=1)
LONG = 3000


def rma(units: int, on: str) -> CECredit:
    return earned("", units, on, approved=False, code="RMA-AMT")


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Credential, tuple[CECredit, ...], date]:
    """A credential with units, a day of its cycle, and credits around the cycle."""
    code = draw(st.sampled_from(WITH_UNITS))
    expires_on = draw(st.dates(date(2026, 1, 1), date(2032, 12, 31)))
    renewal = TYPES[code].renewal
    assert renewal is not None
    begins = cycle_start(renewal, expires_on)
    length = (expires_on - begins).days
    day = begins + timedelta(days=draw(st.integers(-20, length + 100)))
    credits = st.builds(
        CECredit,
        code=st.sampled_from([code, code, code, "BLS-AHA"]),
        category=st.sampled_from(
            ["general", "administrative", "clinical", "basic", "safety", "other"]
        ),
        units=st.integers(0, 4000).map(lambda hundredths: Decimal(hundredths) / 100),
        earned_on=st.none()
        | st.integers(-30, length + 30).map(lambda days: begins + timedelta(days=days)),
        issuer_approved=st.booleans(),
    )
    return (
        replace(held(code), expires_on=expires_on),
        tuple(draw(st.lists(credits, max_size=8))),
        day,
    )


# Against a walk from day to day


def walked_end(credential: Credential, credits: tuple[CECredit, ...], day: date) -> date | None:
    """The projected end, by giving her every day what she earned on average until ``day``."""
    renewal = TYPES[credential.code].renewal
    assert renewal is not None
    assert credential.expires_on is not None
    begins = cycle_start(renewal, credential.expires_on)
    passed = (day - begins).days
    asked: list[tuple[Fraction, str | None, bool]] = [(Fraction(renewal.units or 0), None, False)]
    asked += [(Fraction(units), category, False) for category, units in renewal.minimums]
    if renewal.issuer_approved_min is not None:
        asked.append((Fraction(renewal.issuer_approved_min), None, True))
    for ahead in range(LONG):
        today = day + timedelta(days=ahead)
        if all(
            units_on(today, credential, credits, category, approved, day, passed) >= units
            for units, category, approved in asked
        ):
            return today
    return None


def units_on(
    today: date,
    credential: Credential,
    credits: tuple[CECredit, ...],
    category: str | None,
    approved: bool,
    day: date,
    passed: int,
) -> Fraction:
    assert credential.expires_on is not None
    begins = day - timedelta(days=passed)
    mine = [
        (credit.earned_on, Fraction(credit.units))
        for credit in credits
        if credit.code == credential.code
        and credit.earned_on
        and begins < credit.earned_on <= credential.expires_on
        and (category is None or credit.category == category)
        and (credit.issuer_approved or not approved)
    ]
    there = sum((units for on, units in mine if on <= today), Fraction())
    until_day = sum((units for on, units in mine if on <= day), Fraction())
    if passed < BOOK.catalogue.pace_days:
        return there
    return there + until_day / passed * (today - day).days


@given(ledgers())
def test_the_projection_is_what_a_walk_from_day_to_day_finds(
    case: tuple[Credential, tuple[CECredit, ...], date],
) -> None:
    credential, credits, day = case
    found = projected_end(credential, credits, day, BOOK)
    walked = walked_end(credential, credits, day)
    if found is None or (found - day).days >= LONG:
        assert walked is None
    else:
        assert found == walked


@given(ledgers(), st.data())
def test_one_credit_more_never_makes_it_later(
    case: tuple[Credential, tuple[CECredit, ...], date], data: st.DataObject
) -> None:
    credential, credits, day = case
    if not credits:
        return
    fewer = data.draw(st.permutations(credits).map(lambda one: tuple(one[1:])))
    with_fewer = projected_end(credential, fewer, day, BOOK)
    with_all = projected_end(credential, credits, day, BOOK)
    assert with_fewer is None or (with_all is not None and with_all <= with_fewer)


@given(ledgers())
def test_the_order_of_credits_is_nothing(
    case: tuple[Credential, tuple[CECredit, ...], date],
) -> None:
    credential, credits, day = case
    backwards = tuple(reversed(credits))
    assert projected_end(credential, credits, day, BOOK) == projected_end(
        credential, backwards, day, BOOK
    )


@given(ledgers())
def test_on_the_day_foreseen_the_ledger_lacks_nothing_if_she_keeps_her_pace(
    case: tuple[Credential, tuple[CECredit, ...], date],
) -> None:
    """What she goes on earning is written into the ledger, in her own mix, and balanced anew."""
    credential, credits, day = case
    ends, expires_on = projected_end(credential, credits, day, BOOK), credential.expires_on
    assert expires_on is not None
    if ends is None or ends > expires_on or day > expires_on:
        return
    renewal = TYPES[credential.code].renewal
    assert renewal is not None
    passed, ahead = (day - cycle_start(renewal, expires_on)).days, (ends - day).days
    begins = cycle_start(renewal, expires_on)
    kept = [
        replace(one, units=one.units * ahead / passed, earned_on=ends)
        for one in credits
        if ahead
        and passed >= BOOK.catalogue.pace_days
        and one.earned_on
        and begins < one.earned_on <= day
    ]
    recorded = [one for one in credits if one.earned_on and one.earned_on <= ends]
    balance = ce_balance(credential, (*recorded, *kept), BOOK)
    assert balance is not None
    assert all(units < Decimal("0.000001") for _, units in balance.missing)


# By hand


@pytest.mark.parametrize(
    ("credits", "day", "ends"),
    [
        # 730 days have passed of the cycle that began on 1 Feb 2024: 20 units in 730 days.
        ((rma(20, "2025-01-01"),), "2026-01-30", "2027-01-30"),
        ((rma(20, "2025-01-01"), rma(10, "2026-06-01")), "2026-01-30", "2026-06-01"),
        ((rma(30, "2025-01-01"),), "2026-01-30", "2026-01-30"),
        ((rma(1, "2025-01-01"),), "2026-01-30", "2084-01-16"),
        ((), "2026-01-30", None),
        # The pace is not judged by 29 days, but a course that is booked is.
        ((rma(29, "2024-02-10"),), "2024-02-29", None),
        ((rma(29, "2024-02-10"),), "2024-03-01", "2024-03-03"),
        ((rma(29, "2024-02-10"), rma(1, "2024-05-05")), "2024-02-20", "2024-05-05"),
    ],
)
def test_the_end_is_foreseen_at_her_own_pace(
    credits: tuple[CECredit, ...], day: str, ends: str | None
) -> None:
    found = projected_end(RMA, credits, date.fromisoformat(day), BOOK)
    assert (found and found.isoformat()) == ends


def test_the_slowest_category_binds() -> None:
    begun = (earned("general", 60, "2024-07-01"), earned("administrative", 9, "2024-07-01"))
    day = date(2026, 1, 31)  # 1461 days of the cycle have passed: 8 units in 1461, 2 in 366
    assert projected_end(CMA, begun, day, BOOK) is None
    all_begun = (*begun, earned("clinical", 8, "2024-07-01"))
    assert projected_end(CMA, all_begun, day, BOOK) == day + timedelta(days=366)


@pytest.mark.parametrize("code", ["BLS-AHA", "WA-MA-C", "TDAP", "MMR-IMMUNE"])
def test_without_units_nothing_is_projected(code: str) -> None:
    assert projected_end(held(code), ENOUGH, date(2026, 11, 24), BOOK) is None


# The plan


@pytest.mark.parametrize(
    ("credits", "day", "expected"),
    [
        (ENOUGH, "2026-11-24", (ON_COURSE, "2026-11-24", 38, None)),
        (ENOUGH, "2027-01-01", (ON_COURSE, "2027-01-01", 0, None)),
        (ENOUGH, "2027-01-02", (PAST, "2027-01-02", None, 0)),
        (ENOUGH, "2027-01-12", (PAST, "2027-01-12", None, 10)),
        (ENOUGH, "2027-05-01", (PAST, "2027-05-01", None, None)),
        (ENOUGH[:3], "2026-11-24", (BEHIND, "2031-09-17", -1720, None)),
        (ENOUGH[1:], "2026-11-24", (NO_PACE, None, None, None)),
        ((), "2027-01-02", (PAST, None, None, 0)),
    ],
)
def test_a_plan_says_how_the_renewal_stands(
    credits: tuple[CECredit, ...],
    day: str,
    expected: tuple[str, str | None, int | None, int | None],
) -> None:
    course, ends, slack, gap = expected
    found = plan(CMA, credits, date.fromisoformat(day), BOOK)
    until = None if ends is None else date.fromisoformat(ends)
    assert found == Plan(course, date(2027, 1, 1), until, slack, gap)


def test_without_units_the_day_alone_decides() -> None:
    assert plan(held("BLS-AHA", "2027-01-04"), (), date(2026, 12, 3), BOOK) == Plan(
        ON_COURSE, date(2026, 12, 3)
    )


@pytest.mark.parametrize(
    ("code", "expires_on"),
    [("WA-MA-C-INTERIM", "2027-01-31"), ("CMA-AAMA", None), ("MMR-IMMUNE", None)],
)
def test_there_is_no_plan_for_what_is_not_renewed(code: str, expires_on: str | None) -> None:
    assert plan(held(code, expires_on), (), date(2026, 11, 24), BOOK) is None


@given(ledgers())
def test_whoever_is_on_course_is_ready_by_the_last_safe_day(
    case: tuple[Credential, tuple[CECredit, ...], date],
) -> None:
    credential, credits, day = case
    found = plan(credential, credits, day, BOOK)
    assert found is not None
    assert (found.course == PAST) == (day > found.renew_by)
    assert (found.course == ON_COURSE) == (found.slack is not None and found.slack >= 0)
    if found.slack is not None and found.projected_end is not None:
        assert found.projected_end + timedelta(days=found.slack) == found.renew_by


# What the renewal is needed for


@pytest.mark.parametrize(
    ("code", "needed_on", "by"),
    [
        ("CMA-AAMA", "2026-12-01", "2027-01-01"),
        ("CMA-AAMA", "2027-02-01", "2027-01-01"),
        ("CMA-AAMA", "2027-03-01", "2027-01-29"),
        ("CMA-AAMA", "2028-03-01", "2027-04-30"),
        ("RMA-AMT", "2027-03-01", "2027-01-31"),
    ],
)
def test_it_is_filed_for_the_day_on_which_it_is_needed(code: str, needed_on: str, by: str) -> None:
    expires_on = date(2027, 1, 31)
    found = file_by_for(TYPES[code], expires_on, date.fromisoformat(needed_on), BOOK)
    assert found == date.fromisoformat(by)


@given(
    st.sampled_from(sorted(TYPES)),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(-400, 400),
)
def test_a_need_never_asks_to_file_before_the_last_safe_day(
    code: str, expires_on: date, later: int
) -> None:
    needed_on = expires_on + timedelta(days=later)
    kind = TYPES[code]
    assert file_by_for(kind, expires_on, needed_on, BOOK) >= renew_by(kind, expires_on, BOOK)
