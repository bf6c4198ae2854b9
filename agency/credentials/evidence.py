"""What only who may verify may write: that something was reviewed, and what was reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency.fields.described import Change
from agency.fields.schema import refused
from agency.rules.facts import Evidence

# Decisions of somebody who may verify, which others do not take back.
DECIDED = ("rejected", "revoked")
WITHDRAWN = "withdrawn"

# Of these a proof is still looked at: one that was rejected may be proved better.
MAY_BE_PROVED = ("active", "rejected")


def is_accepted(evidence: str) -> bool:
    """Whether a specialist or the issuer stands behind it."""
    return Evidence[evidence] >= Evidence.reviewed


def require_unverified(values: Mapping[str, Any]) -> None:
    """Refuse what is new and said to be better evidenced than by a document."""
    if is_accepted(values["evidence"]):
        raise refused(
            "evidence",
            values["evidence"],
            "claimed or documented; only who may verify, and has no part in it, says more of it",
        )


def require_unreviewed(row: Any) -> None:
    """Refuse to take out what somebody has verified."""
    if is_accepted(row.evidence):
        raise refused("evidence", row.evidence, "something nobody has verified yet, to be removed")


def require_no_verdict(old: Mapping[str, Any], change: Change, verdict: str | None = None) -> None:
    """Refuse a change that says something was verified, or makes it count again.

    What was reviewed may be withdrawn. Else it changes only together with its evidence, which
    becomes that of something not reviewed yet. ``verdict`` is the status that was decided last of
    something that was withdrawn since.
    """
    new = {**old, **change.values}
    if "evidence" in change.values:
        require_unverified(new)
    status = old.get("status")
    decided = status if status in DECIDED else verdict
    if "status" in change.values and new["status"] != WITHDRAWN and decided in DECIDED:
        raise refused("status", new["status"], _unless_verified(status, decided))
    if is_accepted(new["evidence"]):
        _require_untouched(new, change)


def _unless_verified(status: str | None, decided: str | None) -> str:
    before = "" if status == decided else f", as it was {decided} before"
    return f"{status} to stay{before}; who may verify changes it"


def _require_untouched(new: Mapping[str, Any], change: Change) -> None:
    for name in change.values:
        if (name, new[name]) != ("status", WITHDRAWN):
            raise refused(
                name,
                change.after[name],
                f"{change.before[name]} to stay, as it was {new['evidence']};"
                " or evidence documented with it, to have it reviewed again",
            )
