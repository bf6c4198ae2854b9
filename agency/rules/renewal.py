"""Renewal status, the last safe day to file, and the continuing-education ledger.

All of it is computed from dates and the catalogue whenever it is asked; none of it is stored.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from agency.rules.catalogue import CredentialType, Renewal, Validity
from agency.rules.facts import ZERO, CandidateFacts, CECredit, Credential
from agency.rules.rulebook import RuleBook
from agency.rules.workdays import add_months, earlier, end_of_month, later

CURRENT, DUE, GRACE, LAPSED, UNDATED = "current", "due", "grace", "lapsed", "undated"


def status_on(credential: Credential, day: date, book: RuleBook) -> str:
    """``current``, ``due``, ``grace`` or ``lapsed`` on ``day``.

    ``grace`` is past expiry while the issuer still takes the renewal; it covers nothing. A type
    that expires with no date given is ``undated``: nothing can be said of it.
    """
    kind = book.catalogue[credential.code]
    if credential.expires_on is None:
        return UNDATED if kind.expires else CURRENT
    if day <= credential.expires_on:
        return DUE if day >= opens_on(kind, credential.expires_on, book) else CURRENT
    if kind.grace and day <= later(credential.expires_on, kind.grace, book.holidays):
        return GRACE
    return LAPSED


def opens_on(kind: CredentialType, expires_on: date, book: RuleBook) -> date:
    """The first day of the renewal window: the issuer's where documented, else the agency's."""
    if kind.opens:
        return earlier(expires_on, kind.opens, book.holidays)
    room = (expires_on - date.min).days
    return expires_on - timedelta(days=min(book.catalogue.renewal_window_days, room))


def renew_by(kind: CredentialType, expires_on: date, book: RuleBook) -> date:
    """The last safe day to file: expiry less the issuer's slowest documented lead time."""
    if kind.lead_time is None:
        return expires_on
    return earlier(expires_on, kind.lead_time, book.holidays)


def first_expiry_to_file_for(kind: CredentialType, day: date, book: RuleBook) -> date:
    """The first expiry whose last safe day to file is ``day`` or later.

    A later expiry never has an earlier last safe day, so it is found by halving.
    """
    return _first_expiry(day, lambda expiry: renew_by(kind, expiry, book) >= day)


def first_expiry_still_renewable(kind: CredentialType, day: date, book: RuleBook) -> date:
    """The first expiry after which the issuer still takes a renewal on ``day``."""
    grace = kind.grace
    if grace is None:
        return day
    return _first_expiry(date.min, lambda expiry: later(expiry, grace, book.holidays) >= day)


def _first_expiry(least: date, holds: Callable[[date], bool]) -> date:
    """The first day from ``least`` on for which ``holds``, which stays so from then on."""
    days = range(least.toordinal(), date.max.toordinal() + 1)
    index = bisect_left(days, True, key=lambda day: holds(date.fromordinal(day)))
    return date.fromordinal(days[min(index, len(days) - 1)])


def proposed_expiry(validity: Validity, issued_on: date) -> date | None:
    """The expiry the catalogue computes from the day of issue; None if only a register knows."""
    anniversary = add_months(issued_on, validity.months)
    if validity.computed == "end_of_month":
        return end_of_month(anniversary)
    if validity.computed == "anniversary":
        return anniversary
    return None


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


def is_on_course(
    credential: Credential, credits: tuple[CECredit, ...], day: date, book: RuleBook
) -> bool:
    """Whether the renewal may be counted on: current or due, in time to file, no units missing."""
    kind = book.catalogue[credential.code]
    if kind.not_renewable or credential.expires_on is None or credential.expires_on < day:
        return False
    if day > renew_by(kind, credential.expires_on, book):
        return False
    balance = ce_balance(credential, credits, book)
    return balance is None or not balance.missing


def renewed(candidate: CandidateFacts, day: date, book: RuleBook) -> CandidateFacts:
    """The candidate with every credential whose renewal is on course on ``day`` already renewed."""
    credentials = tuple(
        replace(credential, expires_on=date.max)
        if is_on_course(credential, candidate.ce_credits, day, book)
        else credential
        for credential in candidate.credentials
    )
    return replace(candidate, credentials=credentials)
