"""The ledger of continuing education: the cycle, what it asks for, and what is missing.

It is computed from the credits whenever it is asked and never stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from agency.rules.catalogue import Renewal
from agency.rules.facts import ZERO, CECredit, Credential
from agency.rules.rulebook import RuleBook
from agency.rules.workdays import add_months, end_of_month


@dataclass(frozen=True, slots=True)
class Balance:
    """A continuing-education ledger: what is asked, earned and missing, in units.

    ``missing`` pairs each shortfall (``total``, ``issuer_approved`` or a category) with its units.
    """

    unit: str
    asked: Decimal
    earned: Decimal
    since: date | None
    missing: tuple[tuple[str, Decimal], ...]


def ce_balance(
    credential: Credential, credits: tuple[CECredit, ...], book: RuleBook
) -> Balance | None:
    """The ledger of the cycle that ends with the credential; None where no units are asked.

    Units above a category's minimum count towards the total ("any"). Credits of another code,
    from before the cycle or without a date do not count.
    """
    renewal = book.catalogue[credential.code].renewal
    if renewal is None or renewal.units is None or credential.expires_on is None:
        return None
    since = cycle_start(renewal, credential.expires_on)
    counted = [
        credit
        for credit in credits
        if credit.code == credential.code
        and credit.earned_on is not None
        and since < credit.earned_on <= credential.expires_on
    ]
    earned = sum((credit.units for credit in counted), ZERO)
    return Balance(
        unit=renewal.unit or "unit",
        asked=renewal.units,
        earned=earned,
        since=since + timedelta(days=1),
        missing=tuple(_shortfalls(renewal, counted, earned)),
    )


def cycle_start(renewal: Renewal, expires_on: date) -> date:
    """The last day before the cycle: the cycle is the months up to the expiry."""
    if renewal.cycle_months is None:
        return date.min
    start = add_months(expires_on, -renewal.cycle_months)
    # 28 February 2029 follows on 29 February 2024 where cycles run to the end of the month.
    whole_months = renewal.to_month_end and expires_on == end_of_month(expires_on)
    return end_of_month(start) if whole_months else start


def _shortfalls(
    renewal: Renewal, counted: list[CECredit], earned: Decimal
) -> list[tuple[str, Decimal]]:
    assert renewal.units is not None
    asked = [("total", renewal.units, earned)]
    for category, minimum in renewal.minimums:
        of_category = (credit.units for credit in counted if credit.category == category)
        asked.append((category, minimum, sum(of_category, ZERO)))
    if renewal.issuer_approved_min is not None:
        approved = (credit.units for credit in counted if credit.issuer_approved)
        asked.append(("issuer_approved", renewal.issuer_approved_min, sum(approved, ZERO)))
    return [(name, minimum - has) for name, minimum, has in asked if has < minimum]
