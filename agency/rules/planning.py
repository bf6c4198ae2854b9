"""Whether a renewal will be ready in time: the ledger carried on at the person's own pace.

The pace of each minimum (the total, a category, what the issuer approved) is the units that
count towards it and were earned up to the day, divided by the days of the cycle gone by. After
``k`` more days there are ``earned + booked + pace × k`` units, where booked are credits recorded
with a later day, from that day on. A minimum is closed on the first day on which this reaches it,
the ledger when its last minimum is. All of it is counted in fractions, so nothing is rounded
but up to a whole day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from agency.rules.catalogue import CredentialType
from agency.rules.facts import CECredit, Credential
from agency.rules.ledger import Minimum, credits_of_cycle, cycle_start, minimums
from agency.rules.renewal import renew_by, successor
from agency.rules.rulebook import RuleBook
from agency.rules.workdays import ONE_DAY, add_months, earlier, later

ON_COURSE, BEHIND, NO_PACE, PAST = "on_course", "behind", "no_pace", "too_late"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a renewal stands on a day.

    ``on_course``: by ``renew_by``, the last safe day to file, no unit is missing at her pace.
    ``behind``: at her pace it comes ``slack`` days after that day (then negative). ``no_pace``:
    no day can be foreseen. ``too_late``: the last safe day has passed; ``gap`` is the number of
    days that a renewal filed today would leave uncovered, None if none is taken any more.
    """

    course: str
    renew_by: date
    projected_end: date | None = None
    slack: int | None = None
    gap: int | None = None


def plan(
    credential: Credential, credits: Sequence[CECredit], day: date, book: RuleBook
) -> Plan | None:
    """The plan of a credential's renewal; None where nothing expires or can be renewed."""
    kind = book.catalogue[credential.code]
    if kind.not_renewable or credential.expires_on is None:
        return None
    by = renew_by(kind, credential.expires_on, book)
    if day > by:
        ends = projected_end(credential, credits, day, book)
        return Plan(PAST, by, ends, gap=_gap(credential, day, book))
    if not _minimums(kind):
        return Plan(ON_COURSE, by)
    ends = projected_end(credential, credits, day, book)
    if ends is None:
        return Plan(NO_PACE, by)
    return Plan(ON_COURSE if ends <= by else BEHIND, by, ends, slack=(by - ends).days)


def _gap(credential: Credential, day: date, book: RuleBook) -> int | None:
    """Days between the expiry and the credential that a renewal filed on ``day`` leads to."""
    after = successor(credential, day, book)
    if after is None or after.issued_on is None or credential.expires_on is None:
        return None
    return (after.issued_on - credential.expires_on).days - 1


def file_by_for(kind: CredentialType, expires_on: date, needed_on: date, book: RuleBook) -> date:
    """The last day to file so that the renewed credential is there on ``needed_on``.

    It is never before the last safe day, nor after the last on which the issuer takes it.
    """
    taken_until = later(expires_on, kind.grace, book.holidays) if kind.grace else expires_on
    before = needed_on - ONE_DAY if needed_on > expires_on else expires_on
    answered = earlier(before, kind.lead_time, book.holidays) if kind.lead_time else before
    return min(answered, taken_until)


def exam_by(kind: CredentialType, expires_on: date) -> tuple[date, date] | None:
    """Until when the exam that replaces the units is applied for, and until when it is passed.

    None where no exam replaces them, or the issuer does not say how long before it has to be.
    """
    exam = kind.renewal.exam if kind.renewal else None
    if exam is None:
        return None
    room = (expires_on - date.min).days
    apply_by = expires_on - timedelta(days=min(exam.apply_days, room))
    return apply_by, add_months(expires_on, -exam.pass_months)


def projected_end(
    credential: Credential, credits: Sequence[CECredit], day: date, book: RuleBook
) -> date | None:
    """The first day from ``day`` on with no unit missing, at the person's own pace.

    None where no units are asked or no such day can be foreseen: nothing was earned yet towards
    a minimum that is not reached, or too few days of the cycle have passed to speak of a pace.
    The day may lie after the expiry: that pace is too slow for this cycle.
    """
    kind = book.catalogue[credential.code]
    if kind.renewal is None or credential.expires_on is None or not _minimums(kind):
        return None
    counted = credits_of_cycle(credential, credits, kind.renewal)
    passed = (day - cycle_start(kind.renewal, credential.expires_on)).days
    judged = passed if passed >= book.catalogue.pace_days else None
    closed = [_closed_on(minimum, counted, day, judged) for minimum in _minimums(kind)]
    foreseen = [on for on in closed if on]
    return max(foreseen) if len(foreseen) == len(closed) else None


def _minimums(kind: CredentialType) -> tuple[Minimum, ...]:
    return minimums(kind.renewal) if kind.renewal else ()


def _closed_on(
    minimum: Minimum, counted: Sequence[CECredit], day: date, passed: int | None
) -> date | None:
    """The first day on which a minimum is reached; ``passed`` days are what the pace rests on.

    Between two bookings the units grow evenly, so each stretch has a first day of its own and
    the earliest of them is the answer.
    """
    mine = [(credit.earned_on or day, credit.units) for credit in counted if minimum.counts(credit)]
    earned = sum((Fraction(units) for on, units in mine if on <= day), Fraction())
    pace = earned / passed if passed else Fraction()
    booked = sorted((on, Fraction(units)) for on, units in mine if on > day)
    return min(_reached(Fraction(minimum.units), earned, pace, booked, day), default=None)


def _reached(
    asked: Fraction,
    has: Fraction,
    pace: Fraction,
    booked: Sequence[tuple[date, Fraction]],
    day: date,
) -> Iterator[date]:
    """For each stretch, the first day of it or after it that would have all that is asked."""
    for on, units in [(day, Fraction()), *booked]:
        has += units
        if asked <= has:
            yield on
        elif pace:
            days = ceil((asked - has) / pace)
            if days <= (date.max - day).days:
                yield max(on, day + timedelta(days=days))
