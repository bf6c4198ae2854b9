"""The shape of who records something and why, coming in, and of a recorded entry going out."""

from __future__ import annotations

from typing import Any

from agency.fields import InputSchema, SafeText
from agency.standards.models import RuleEntry
from agency.standards.queries import Recorded


class Recording(InputSchema):
    """Who does it, and why: neither may be blank."""

    by = SafeText(120, required=True)
    why = SafeText(1000, required=True)


def described_entry(row: RuleEntry) -> dict[str, Any]:
    """A recorded entry as JSON values, with its whole history."""
    return {
        "scope": row.scope,
        "facility": row.facility or None,
        "id": row.rule_id,
        "in_force": row.in_force.isoformat(),
        "saved_by": row.made_by,
        "saved_at": row.made_at.isoformat(),
        "why": row.why,
        "withdrawn_by": row.withdrawn_by,
        "withdrawn_at": row.withdrawn_at and row.withdrawn_at.isoformat(),
        "withdrawn_why": row.withdrawn_why,
        "entry": row.entry,
    }


def described_recorded(one: Recorded) -> dict[str, Any]:
    """The same with how the entry stands, and why it cannot be read if so."""
    return described_entry(one.row) | {"standing": one.standing, "problem": one.problem or None}
