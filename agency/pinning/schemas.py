"""A pin coming in and going out."""

from __future__ import annotations

from typing import Any

from agency.fields import Choice, InputSchema, Ref, SafeText
from agency.fields.described import described
from agency.pinning.models import KINDS, LONGEST_REASON, Pin


class PinInput(InputSchema):
    """Who is to be proposed for which assignment, or never to be, and why."""

    candidate_ref = Ref(required=True)
    assignment_ref = Ref(required=True)
    kind = Choice(KINDS, required=True)
    reason = SafeText(LONGEST_REASON, load_default=None)


SCHEMA = PinInput()


def pin_values(row: Pin) -> dict[str, Any]:
    """What the row says, by the names of `PinInput`."""
    return {
        "candidate_ref": row.candidate.ref,
        "assignment_ref": row.assignment.ref,
        "kind": row.kind,
        "reason": row.reason,
    }


def described_pin(row: Pin) -> dict[str, Any]:
    """A pin as plain JSON, with who made it and when."""
    said = described(SCHEMA, pin_values(row))
    return {"id": row.id} | said | {"made_at": row.made_at.isoformat(), "made_by": row.made_by}
