"""An entry of the trail as plain JSON."""

from __future__ import annotations

from typing import Any

from agency.audit.models import AuditEntry


def described_entry(entry: AuditEntry) -> dict[str, Any]:
    """Who did what to whom, when and why, with the values that it changed."""
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "actor": {"kind": entry.actor_kind, "name": entry.actor_name},
        "action": entry.action,
        "subject": entry.subject,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason or None,
    }
