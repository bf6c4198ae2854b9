"""Credentials about to expire, with ledgers that hold just enough units, or almost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.rules.catalogue import CredentialType
from agency.rules.facts import CECredit, Credential, Evidence
from agency.rules.ledger import cycle_start
from agency.rules.renewal import first_expiry_to_file_for
from agency.rules.rulebook import load_rulebook

BOOK = load_rulebook()
CODES = tuple(BOOK.catalogue.types)
# The issuers that ask for the most different things, more often than the others.
OFTEN = (*CODES, *("CMA-AAMA", "CMA-CCBMA", "PBT-ASCP") * 8)
ONE_DAY = timedelta(days=1)
HUNDREDTH = Decimal("0.01")
# Holidays and weekends lie thick around these days.
LANDMARKS = (date(2026, 11, 24), date(2026, 12, 24), date(2027, 1, 1), date(2027, 7, 5))


def judging_days() -> SearchStrategy[date]:
    """A day near a holiday."""
    return st.builds(
        lambda near, days: near + timedelta(days=days),
        st.sampled_from(LANDMARKS),
        st.integers(-4, 4),
    )


def expiring(
    day: date, codes: tuple[str, ...] = OFTEN
) -> SearchStrategy[tuple[Credential, tuple[CECredit, ...]]]:
    """A credential whose last safe day to file lies around ``day``, and units towards it."""
    return st.sampled_from(codes).flatmap(lambda code: _expiring(BOOK.catalogue[code], day))


def _expiring(
    kind: CredentialType, day: date
) -> SearchStrategy[tuple[Credential, tuple[CECredit, ...]]]:
    last_chance = first_expiry_to_file_for(kind, day, BOOK)
    expiry = st.builds(
        lambda near, days: near + timedelta(days=days),
        st.sampled_from((day, last_chance, last_chance, last_chance + 20 * ONE_DAY)),
        st.integers(-2, 2),
    )
    return (st.none() | expiry | expiry | expiry).flatmap(
        lambda expires_on: st.tuples(
            st.just(held(kind.code, expires_on)), ledgers(kind, expires_on or last_chance)
        )
    )


def held(code: str, expires_on: date | None) -> Credential:
    return Credential(code, f"{code}::", None, expires_on, Evidence.reviewed)


def ledgers(kind: CredentialType, expires_on: date) -> SearchStrategy[tuple[CECredit, ...]]:
    """Just enough for a renewal, or with one slip; nothing where no units are asked."""
    enough = just_enough(kind, expires_on)
    if not enough:
        return st.just(())
    renewal = kind.renewal
    assert renewal is not None
    since = cycle_start(renewal, expires_on)
    days = (None, since, since + ONE_DAY, expires_on, expires_on + ONE_DAY)
    categories = ("other", *(name for name, _ in renewal.minimums))
    slips = st.one_of(
        _slip("units", HUNDREDTH),
        _slip("earned_on", *days),
        _slip("code", *CODES),
        _slip("category", *categories),
        _slip("issuer_approved", False),
    )
    slipped = st.builds(
        lambda place, slip: (*enough[:place], replace(enough[place], **slip), *enough[place + 1 :]),
        st.integers(0, len(enough) - 1),
        slips,
    )
    return st.just(enough) | slipped


def just_enough(kind: CredentialType, expires_on: date) -> tuple[CECredit, ...]:
    """The fewest units that a renewal asks for, all of them earned on the last day of the cycle."""
    renewal = kind.renewal
    if renewal is None or renewal.units is None:
        return ()
    rest = renewal.units - sum((units for _, units in renewal.minimums), Decimal(0))
    parts = [*renewal.minimums, ("other", rest)]
    approved = renewal.issuer_approved_min or Decimal(0)
    credits = []
    for category, units in parts:
        credits.append(CECredit(kind.code, category, units, expires_on, approved > 0))
        approved -= units
    return tuple(credits)


def _slip(field: str, *values: object) -> SearchStrategy[dict[str, Any]]:
    return st.sampled_from(values).map(lambda value: {field: value})
