"""Reviewing a credential: a specialist agrees with it, or rejects it and says why."""

from __future__ import annotations

from typing import Any, Literal

from agency.audit.actions import Deed, anything, note_all, nothing, writing
from agency.audit.actors import Actor
from agency.credentials.actions.credentials import (
    Hook,
    locked_credential,
    set_values,
    superseded,
)
from agency.credentials.described import CREDENTIAL, held_values
from agency.credentials.evidence import is_accepted
from agency.credentials.models import Credential
from agency.edits.actions import record
from agency.fields.described import change_of
from agency.fields.schema import refused

Decision = Literal["verify", "reject"]
VERIFY, REJECT = "verify", "reject"
DONE = {VERIFY: "verified", REJECT: "rejected"}
REASONS = (
    "incomplete",
    "illegible",
    "inconsistent",
    "unverifiable",
    "altered",
    "wrong_type",
    "expired",
    "wrong_person",
)
OPEN_TO_REVIEW = ("active", "rejected")


def review_credential(
    id: int,
    decision: str,
    by: Actor,
    reason: str = "",
    remark: str = "",
    expects: Hook = anything,
    also: Hook = nothing,
) -> Credential:
    """Verify a credential, which makes its evidence ``reviewed``, or reject it for a ``reason``.

    ``reason`` is one of REASONS where it is rejected, else blank; ``remark`` is free text. Both
    are kept in the trail. One that was rejected may be verified after all. ``expects`` and
    ``also`` are as for `change_credential`. Raises NotFound and Refused.
    """
    _require_decision(decision, reason)
    with writing():
        row = locked_credential(id)
        expects(row)
        change = change_of(CREDENTIAL, held_values(CREDENTIAL, row), _outcome(row, decision))
        older = set_values(row, change.values) if change else []
        also(row)
        if change:
            why = ": ".join(part for part in (reason, remark) if part)
            told = change.before, change.after
            reviewed = Deed(DONE[decision], f"credential:{id}", *told, reason=why)
            note_all(by, [reviewed, *superseded(older, row)])
            record("candidate", [row.candidate_id])
    return row


def _require_decision(decision: str, reason: str) -> None:
    if decision not in DONE:
        raise refused("decision", decision, f"{VERIFY} or {REJECT}")
    if decision == REJECT and reason not in REASONS:
        raise refused("reason", reason, f"one of {', '.join(REASONS)}")
    if decision == VERIFY and reason:
        raise refused("reason", reason, "no reason where a credential is verified")


def _outcome(row: Credential, decision: str) -> dict[str, Any]:
    """What the decision makes of it; raises Refused for one that is not up for review."""
    if row.status not in OPEN_TO_REVIEW:
        raise refused("decision", decision, f"a credential that counts; this one is {row.status}")
    if decision == REJECT:
        return {"status": "rejected"}
    evidence = row.evidence if is_accepted(row.evidence) else "reviewed"
    return {"status": "active", "evidence": evidence}
