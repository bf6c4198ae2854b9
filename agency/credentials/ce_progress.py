"""A ledger of continuing education as bars: of each part how many units are there and asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agency.credentials.standing import Standing
from agency.rules.facts import ZERO, CECredit
from agency.rules.ledger import credits_of_cycle, minimums

APPROVED = "issuer_approved"


@dataclass(frozen=True, slots=True)
class Part:
    """Units of one category, or of any (``name`` is None); ``has`` is never more than ``asked``."""

    name: str | None
    has: Decimal
    asked: Decimal

    @property
    def to_go(self) -> Decimal:
        return self.asked - self.has


@dataclass(frozen=True, slots=True)
class Progress:
    """The parts make up the whole; ``approved`` is what the issuer approved, told besides.

    ``since`` is the first day of the cycle, ``until`` its last, the day of expiry.
    """

    standing: Standing
    unit: str
    has: Decimal
    asked: Decimal
    parts: tuple[Part, ...]
    approved: Part | None
    since: date | None
    until: date

    @property
    def to_go(self) -> Decimal:
        return max((ZERO, self.asked - self.has, sum((one.to_go for one in self.parts), ZERO)))


def progress(standing: Standing, credits: tuple[CECredit, ...]) -> Progress | None:
    """How far the cycle is that ends with a credential; None where no units are asked."""
    balance, until = standing.balance, standing.credential.expires_on
    renewal = standing.kind.renewal
    if balance is None or until is None or renewal is None:
        return None
    counted = credits_of_cycle(standing.credential, credits, renewal)
    parts, approved, spare, named = [], None, balance.earned, ZERO
    for one in minimums(renewal):
        has = sum((credit.units for credit in counted if one.counts(credit)), ZERO)
        if one.approved:
            approved = Part(APPROVED, has, one.units)
        elif one.category:
            parts.append(Part(one.category, min(has, one.units), one.units))
            spare -= min(has, one.units)
            named += one.units
    if balance.asked > named:
        rest = balance.asked - named
        parts.append(Part(None, max(ZERO, min(spare, rest)), rest))
    return Progress(
        standing=standing,
        unit=balance.unit,
        has=balance.earned,
        asked=balance.asked,
        parts=tuple(parts),
        approved=approved,
        since=balance.since,
        until=until,
    )
