"""The ledger of continuing education: the cycle, what it asks for, and what is missing.

It is computed from the credits whenever it is asked and never stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from agency.rules.catalogue import Renewal
from agency.rules.facts import ZERO, CECredit, Credential
from agency.rules.rulebook import RuleBook
from agency.rules.workdays import add_months, end_of_month

Shortfalls = tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Minimum:
    """So many units are asked: in all, approved by the issuer, or of one category."""

    name: str
    units: Decimal
    category: str | None = None
    approved: bool = False

    def counts(self, credit: CECredit) -> bool:
        return (self.category is None or credit.category == self.category) and (
            credit.issuer_approved or not self.approved
        )

    def shortfall(self, counted: Iterable[CECredit]) -> Decimal:
        """The units that ``counted``, credits of the cycle, leave missing; 0 if none."""
        has = sum((credit.units for credit in counted if self.counts(credit)), ZERO)
        return max(ZERO, self.units - has)


@dataclass(frozen=True, slots=True)
class Balance:
    """A continuing-education ledger: what is asked, earned and missing, in units.

    ``missing`` pairs each shortfall (``total``, ``issuer_approved`` or a category) with its units.
    ``variants`` pairs each variant of the credential with what is missing for it besides: which
    of them she holds is not recorded, so it is told and decides nothing.
    """

    unit: str
    asked: Decimal
    earned: Decimal
    since: date | None
    missing: Shortfalls
    variants: tuple[tuple[str, Shortfalls], ...] = ()


def ce_balance(
    credential: Credential, credits: tuple[CECredit, ...], book: RuleBook
) -> Balance | None:
    """The ledger of the cycle that ends with the credential; None where no units are asked.

    Units above a category's minimum count towards the total ("any"). Credits of another code,
    from before the cycle or without a date do not count, and what is above the need is not
    carried into the next cycle.
    """
    renewal = book.catalogue[credential.code].renewal
    if renewal is None or renewal.units is None or credential.expires_on is None:
        return None
    counted = credits_of_cycle(credential, credits, renewal)
    missing = _missing(minimums(renewal), counted)
    return Balance(
        unit=renewal.unit or "unit",
        asked=renewal.units,
        earned=sum((credit.units for credit in counted), ZERO),
        since=cycle_start(renewal, credential.expires_on) + timedelta(days=1),
        missing=missing,
        variants=tuple(_missing_of_variants(renewal, counted, missing)),
    )


def _missing_of_variants(
    renewal: Renewal, counted: Sequence[CECredit], missing: Shortfalls
) -> Iterator[tuple[str, Shortfalls]]:
    """What a variant asks beyond what is missing anyway, where it asks anything."""
    for variant in renewal.variants:
        asked = map(_of_category, variant.minimums)
        besides = tuple(one for one in _missing(asked, counted) if one not in missing)
        if besides:
            yield variant.name, besides


def minimums(renewal: Renewal) -> tuple[Minimum, ...]:
    """Everything that a cycle asks for, the total first; none where no units are asked."""
    if renewal.units is None:
        return ()
    asked = [Minimum("total", renewal.units), *map(_of_category, renewal.minimums)]
    if renewal.issuer_approved_min is not None:
        asked.append(Minimum("issuer_approved", renewal.issuer_approved_min, approved=True))
    return tuple(asked)


def _of_category(minimum: tuple[str, Decimal]) -> Minimum:
    category, units = minimum
    return Minimum(category, units, category)


def _missing(asked: Iterable[Minimum], counted: Sequence[CECredit]) -> Shortfalls:
    shortfalls = ((one.name, one.shortfall(counted)) for one in asked)
    return tuple((name, units) for name, units in shortfalls if units)


def credits_of_cycle(
    credential: Credential, credits: Iterable[CECredit], renewal: Renewal
) -> list[CECredit]:
    """The credits that count: of this code, earned on a day of the cycle that its expiry ends."""
    assert credential.expires_on is not None
    since = cycle_start(renewal, credential.expires_on)
    return [
        credit
        for credit in credits
        if credit.code == credential.code
        and credit.earned_on is not None
        and since < credit.earned_on <= credential.expires_on
    ]


def cycle_start(renewal: Renewal, expires_on: date) -> date:
    """The last day before the cycle: the cycle is the months up to the expiry."""
    if renewal.cycle_months is None:
        return date.min
    start = add_months(expires_on, -renewal.cycle_months)
    # 28 February 2029 follows on 29 February 2024 where cycles run to the end of the month.
    whole_months = renewal.to_month_end and expires_on == end_of_month(expires_on)
    return end_of_month(start) if whole_months else start
