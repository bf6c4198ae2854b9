"""Requests for deletion, going out and settled."""

from __future__ import annotations

from typing import Any

from agency.fields import InputSchema, SafeText
from agency.upkeep.actions import LONGEST_REMARK
from agency.upkeep.models import DeletionRequest


class SettlementInput(InputSchema):
    """What was done, such as what is kept and why."""

    remark = SafeText(LONGEST_REMARK, required=True)


def described_request(ref: str, row: DeletionRequest | None) -> dict[str, Any]:
    """What a candidate last asked, and what became of it; all blank where she never has."""
    return {
        "candidate_ref": ref,
        "state": row and row.state,
        "asked_at": row and row.asked_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row and row.closed_at else None,
        "remark": row.remark if row else "",
    }
