"""Entries for tests as somebody would write them, and how they are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from agency.extensions import db
from agency.rules.amending import Proposed, entries_in
from agency.rules.rulebook import RuleBook
from agency.standards.actions import save
from agency.standards.models import RuleEntry
from agency.standards.queries import rulebook

FACILITIES = ("Alder Clinic", "Birch Hospital")
BLS: dict[str, Any] = {
    "id": "agency-life-support",
    "says": "Hold life support",
    "in_force": date(2026, 1, 1),
    "needs": {"holds": ["BLS-AHA"]},
    "effect": "require",
}
AT_ALDER = BLS | {"id": "facility-life-support", "facility": FACILITIES[0]}
TEXAS: dict[str, Any] = BLS | {
    "id": "tx-life-support",
    "citation": "Tex. 1",
    "source": "https://example.org/law",
    "checked_on": date(2026, 11, 24),
    "confidence": "high",
}


def proposed(*tables: Mapping[str, Any], book: RuleBook | None = None) -> tuple[Proposed, ...]:
    values = {"requirement": [dict(table) for table in tables]}
    return entries_in(values, "new.toml", book or rulebook())


def saved(
    *tables: Mapping[str, Any], by: str = "A. Lee", why: str = "a client asked"
) -> list[RuleEntry]:
    """Recorded in a transaction of its own."""
    return save(proposed(*tables), by, why, FACILITIES)


def lifted(table: Mapping[str, Any], in_force: date) -> dict[str, Any]:
    """The end of what a table says."""
    rest = {key: value for key, value in table.items() if key != "needs"}
    return rest | {"lifted": True, "in_force": in_force}


def no_longer_understood(*rows: RuleEntry) -> None:
    """As if later data files did not know any more what these entries ask for."""
    for row in rows:
        row.entry = row.entry | {"needs": {"holds": ["GONE"]}}
    db.session.commit()
