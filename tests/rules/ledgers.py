"""A credential and its credits, as the tests of renewal and of the ledger write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from agency.rules.facts import CECredit, Credential, Evidence


def held(code: str = "CMA-AAMA", expires_on: str | None = "2027-01-31") -> Credential:
    until = None if expires_on is None else date.fromisoformat(expires_on)
    return Credential(code, f"{code}:1:", date(2022, 1, 1), until, Evidence.reviewed)


def earned(
    category: str = "general",
    units: int = 10,
    on: str | None = "2026-05-01",
    approved: bool = True,
    code: str = "CMA-AAMA",
) -> CECredit:
    day = None if on is None else date.fromisoformat(on)
    return CECredit(code, category, Decimal(units), day, approved)


ENOUGH = (earned("general"), earned("administrative"), earned("clinical"), earned("clinical", 30))
