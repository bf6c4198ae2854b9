"""Which entries of a ledger count towards a cycle of continuing education, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agency.rules.catalogue import Renewal
from agency.rules.facts import CECredit, Credential
from agency.rules.ledger import cycle_start
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text


@dataclass(frozen=True, slots=True)
class Entry:
    """One credit at ``place`` in the list it came in; ``why`` says what it counts for, or why not.

    ``booked``: it counts from its day on, which is still to come.
    """

    place: int
    credit: CECredit
    counts: bool
    booked: bool
    why: str


def entries(
    credential: Credential, credits: Sequence[CECredit], day: date, book: RuleBook
) -> list[Entry]:
    """All ``credits`` of the type of ``credential``, as they stand to its cycle on ``day``.

    None where the type asks for no units, or the credential has no expiry.
    """
    renewal, expires_on = book.catalogue[credential.code].renewal, credential.expires_on
    if renewal is None or renewal.units is None or expires_on is None:
        return []
    return [
        _entry(place, one, renewal, expires_on, day)
        for place, one in enumerate(credits)
        if one.code == credential.code
    ]


def _entry(place: int, one: CECredit, renewal: Renewal, expires_on: date, day: date) -> Entry:
    since = cycle_start(renewal, expires_on)
    if one.earned_on is None:
        return Entry(place, one, False, False, "no day is on file, so it counts in no cycle")
    if one.earned_on <= since:
        first = day_text(since + timedelta(days=1))
        return Entry(place, one, False, False, f"earned before this cycle began on {first}")
    if one.earned_on > expires_on:
        ended = day_text(expires_on)
        return Entry(place, one, False, False, f"earned after this cycle ended on {ended}")
    booked = one.earned_on > day
    return Entry(place, one, True, booked, "; ".join(_counts_for(one, renewal, booked)))


def _counts_for(one: CECredit, renewal: Renewal, booked: bool) -> Iterator[str]:
    named = {category for category, _ in renewal.minimums}
    if one.category in named:
        yield f"counts as {one.category} and in all"
    else:
        yield "counts in all, towards no category"
    if renewal.issuer_approved_min is not None and not one.issuer_approved:
        yield "not approved by the issuer"
    if booked:
        yield "from its day on"
