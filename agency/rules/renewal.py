"""Renewal status, the last safe day to file, and the credential that a renewal leads to.

All of it is computed from dates and the catalogue whenever it is asked; none of it is stored.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from agency.rules.catalogue import CredentialType, Validity
from agency.rules.facts import CandidateFacts, CECredit, Credential
from agency.rules.ledger import ce_balance
from agency.rules.rulebook import RuleBook
from agency.rules.workdays import ONE_DAY, add_months, earlier, end_of_month, later

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
    return _first_for_which(day, lambda expiry: renew_by(kind, expiry, book) >= day)


def first_expiry_still_renewable(kind: CredentialType, day: date, book: RuleBook) -> date:
    """The first expiry after which the issuer still takes a renewal on ``day``."""
    grace = kind.grace
    if grace is None:
        return day
    return _first_for_which(date.min, lambda expiry: later(expiry, grace, book.holidays) >= day)


def _first_for_which(least: date, holds: Callable[[date], bool]) -> date:
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


def filing_days(credential: Credential, day: date, book: RuleBook) -> tuple[date, ...]:
    """The days, from ``day`` on, on which a renewal is worth filing; none where none is taken.

    The first on which the issuer takes it: the agency's own window does not keep anybody waiting.
    Where the new one is counted from its own course, also the last safe day, if that is later:
    filed then it lasts longest.
    """
    kind, expires_on = book.catalogue[credential.code], credential.expires_on
    if kind.not_renewable or expires_on is None or expires_on == date.max:
        return ()
    if status_on(credential, day, book) == LAPSED:
        return ()
    opening = earlier(expires_on, kind.opens, book.holidays) if kind.opens else day
    first, last = max(day, opening), renew_by(kind, expires_on, book)
    counted_from_course = kind.validity is not None and kind.validity.from_issue
    return (first, last) if counted_from_course and last > first else (first,)


def renewal_fee(kind: CredentialType, status: str) -> Decimal | None:
    """Dollars for a renewal of a credential with this status; None where they are not known.

    In grace the issuer may ask for more: the fees that the catalogue names for it. Once lapsed,
    nothing is renewed.
    """
    fees = dict(kind.fees)
    if status == LAPSED or "renewal" not in fees:
        return None
    besides = kind.fees_in_grace if status == GRACE else ()
    return sum((fees[name] for name in besides), fees["renewal"])


def first_expiry(kind: CredentialType, issued_on: date) -> date | None:
    """The expiry of one that is newly issued on ``issued_on``; None where the type has none.

    Where only a register knows it, it is counted in whole months; where nobody has said how long
    it is valid it is ``date.max``, and its paper will say.
    """
    if not kind.expires:
        return None
    if kind.validity is None:
        return date.max
    months = add_months(issued_on, kind.validity.months)
    return proposed_expiry(kind.validity, issued_on) or months


def successor(
    credential: Credential, filed_on: date, book: RuleBook, *, counted_from: date | None = None
) -> Credential | None:
    """The credential that a renewal filed on ``filed_on`` leads to; None where there is none.

    There is none where the type cannot be renewed, without an expiry, once the issuer takes no
    renewal any more, and where it would not last longer. It is valid from the day after the
    expiry, or, filed late, from the day on which the issuer's lead time has passed. Filed early
    it loses no day, unless the issuer counts from the renewal itself, as of a course.
    ``counted_from`` is the day from which the issuer counts anniversaries: hand it down a chain
    of renewals, or the 29th of February becomes the 28th; absent, it is the day of issue.
    """
    kind = book.catalogue[credential.code]
    expires_on = credential.expires_on
    if kind.not_renewable or expires_on is None or expires_on == date.max:
        return None
    if status_on(credential, filed_on, book) == LAPSED:
        return None
    ends_on = _renewed_until(kind, expires_on, filed_on, counted_from or credential.issued_on)
    answered = later(filed_on, kind.lead_time, book.holidays) if kind.lead_time else filed_on
    issued_on = max(answered, expires_on + ONE_DAY)
    if ends_on < issued_on:
        return None
    ref = f"{credential.code}:renewed:{issued_on}"
    return replace(credential, ref=ref, issued_on=issued_on, expires_on=ends_on)


def _renewed_until(
    kind: CredentialType, expires_on: date, filed_on: date, counted_from: date | None
) -> date:
    """The new expiry, as the issuer counts; the end of time where the paper alone will say."""
    if kind.validity is None or kind.validity.from_issue:
        return first_expiry(kind, filed_on) or date.max
    return next_expiry(kind.validity, expires_on, counted_from)


def next_expiry(validity: Validity, expires_on: date, counted_from: date | None) -> date:
    """The expiry after ``expires_on``.

    A register's date and a birthday are counted in months from the expiry before. So is an
    anniversary, except from ``counted_from`` where the expiry is an anniversary of that day.
    """
    if validity.computed == "end_of_month":
        return end_of_month(add_months(expires_on, validity.months))
    if validity.computed == "anniversary" and counted_from:
        passed = _months_between(counted_from, expires_on)
        if add_months(counted_from, passed) == expires_on:
            return add_months(counted_from, passed + validity.months)
    counted = add_months(expires_on, validity.months)
    return counted if validity.day is None else _on_day_of_year(counted, validity.day)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _on_day_of_year(day: date, fixed: str) -> date:
    """The day ``fixed``, such as 06-30, of the year of ``day``."""
    month, number = map(int, fixed.split("-"))
    return day.replace(month=month, day=number)


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
