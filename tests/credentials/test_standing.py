"""How what somebody holds stands on a day, and how far her continuing education is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agency.credentials.ce_progress import progress
from agency.credentials.standing import standings
from agency.rules.facts import CECredit, Credential, Evidence
from agency.rules.rulebook import load_rulebook

BOOK = load_rulebook()
DAY = date(2026, 11, 24)


def cma(expires_on: date | None = date(2027, 5, 31), status: str = "active") -> Credential:
    ref = f"CMA-AAMA:{expires_on}"
    return Credential("CMA-AAMA", ref, date(2022, 5, 31), expires_on, status=status)


def credit(units: int, category: str, approved: bool = True) -> CECredit:
    return CECredit("CMA-AAMA", category, Decimal(units), date(2026, 1, 1), approved)


@pytest.mark.parametrize(
    ("expires_on", "renewal", "to_renew"),
    [
        (date(2029, 5, 31), "current", False),
        (date(2027, 1, 31), "due", True),
        (date(2010, 1, 31), "lapsed", False),
        (None, "undated", False),
    ],
)
def test_a_credential_is_to_be_renewed_while_it_is_time(
    expires_on: date | None, renewal: str, to_renew: bool
) -> None:
    [one] = standings([cma(expires_on)], (), DAY, BOOK)
    assert (one.renewal, one.to_renew) == (renewal, to_renew)


@pytest.mark.parametrize(
    ("expires_on", "status", "ended", "grace"),
    [
        (date(2026, 11, 24), "active", False, False),
        (date(2026, 11, 8), "active", True, True),
        (date(2010, 1, 31), "active", True, False),
        (date(2010, 1, 31), "revoked", False, False),
        (None, "active", False, False),
    ],
)
def test_what_expired_has_ended_and_in_grace_says_until_when(
    expires_on: date | None, status: str, ended: bool, grace: bool
) -> None:
    [one] = standings([cma(expires_on, status)], (), DAY, BOOK)
    assert (one.ended, one.grace_until is not None) == (ended, grace)
    assert one.grace_until is None or one.grace_until > DAY
    assert not (one.ended and one.to_renew)


def test_what_expired_and_has_a_successor_is_over_and_done() -> None:
    older, newer = standings([cma(date(2026, 10, 31)), cma(date(2031, 10, 31))], (), DAY, BOOK)
    assert (older.ended, newer.ended) == (False, False)


@pytest.mark.parametrize("evidence", list(Evidence))
def test_what_is_said_or_seen_is_not_checked(evidence: Evidence) -> None:
    [one] = standings([replace(cma(), evidence=evidence)], (), DAY, BOOK)
    assert one.checked == (evidence >= Evidence.reviewed)


def test_what_has_a_successor_needs_no_renewal() -> None:
    older, newer = standings([cma(date(2027, 1, 31)), cma(date(2032, 1, 31))], (), DAY, BOOK)
    assert (older.plan, older.to_renew, older.successor) == (None, False, newer.credential.ref)
    assert newer.successor is None


def test_a_successor_that_does_not_count_changes_nothing() -> None:
    older, _ = standings(
        [cma(date(2027, 1, 31)), cma(date(2032, 1, 31), status="revoked")], (), DAY, BOOK
    )
    assert older.to_renew


@pytest.mark.parametrize(
    ("newer", "waits"),
    [
        (Evidence.claimed, "a newer one is said and not shown yet (to 31 Jan 2032)"),
        (Evidence.documented, "a newer one waits for review (to 31 Jan 2032)"),
        (Evidence.reviewed, ""),
    ],
)
def test_a_newer_one_ends_a_checked_one_only_when_it_is_accepted(
    newer: Evidence, waits: str
) -> None:
    checked = replace(cma(date(2027, 1, 31)), evidence=Evidence.primary_source)
    older, _ = standings([checked, replace(cma(date(2032, 1, 31)), evidence=newer)], (), DAY, BOOK)
    assert (older.plan is not None, older.to_renew) == (bool(waits), bool(waits))
    assert (older.awaited_says, older.successor is None) == (waits, bool(waits))


def test_units_fill_their_own_category_first_and_then_the_rest() -> None:
    credits = (
        credit(14, "general"),
        credit(6, "administrative"),
        credit(10, "clinical", approved=False),
        CECredit("RMA-AMT", "general", Decimal(50), date(2026, 1, 1), True),
    )
    [one] = standings([cma()], credits, DAY, BOOK)
    found = progress(one, credits)
    assert found
    assert [(part.name, int(part.has), int(part.asked)) for part in found.parts] == [
        ("general", 10, 10),
        ("administrative", 6, 10),
        ("clinical", 10, 10),
        (None, 4, 30),
    ]
    assert list(map(int, (found.has, found.asked, found.to_go))) == [30, 60, 30]
    assert found.approved
    assert list(map(int, (found.approved.has, found.approved.asked))) == [20, 30]


def test_what_asks_no_units_has_no_progress() -> None:
    held = Credential("TB-SCREEN", "TB-SCREEN:1:", date(2026, 1, 1), date(2027, 1, 1))
    [one] = standings([held], (), DAY, BOOK)
    assert progress(one, ()) is None
