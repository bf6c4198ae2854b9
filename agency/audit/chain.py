"""What an entry of the trail says, in the one form that is hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from agency.audit.models import AuditEntry


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the canonical JSON of all that an entry says, the previous hash included."""
    said = {
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": [entry.actor_kind, entry.actor_name, entry.actor_user_id],
        "action": entry.action,
        "subject": entry.subject,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "previous": entry.previous,
    }
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def storable(value: Any) -> Any:
    """A value as every database gives it back: days and numbers with a point as text.

    Characters that a database or UTF-8 does not take are written out. Raises TypeError for what
    has no such form.
    """
    if isinstance(value, str):
        return value.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {storable(str(name)): storable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [storable(part) for part in value]
    return storable(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return str(value)
    raise TypeError(f"the trail cannot hold a {type(value).__name__}")
