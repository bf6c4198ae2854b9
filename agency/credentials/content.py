"""What tells one record from another: a credential its key, a training or a credit all it says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

TRAINING_COLUMNS = (
    "kind",
    "topic",
    "provider",
    "accreditor",
    "hours",
    "classroom_hours",
    "clinical_hours",
    "externship_hours",
    "in_person",
    "performances",
    "completed_on",
    "evidence",
)
CE_CREDIT_COLUMNS = (
    "code",
    "category",
    "units",
    "earned_on",
    "provider",
    "issuer_approved",
)


def credential_ref(code: str, number: str, issued_on: date | None) -> str:
    """How a credential is referred to: ``CODE:number:issued_on``, blanks left empty."""
    return f"{code}:{number}:{issued_on or ''}"


def training_content(values: Mapping[str, Any]) -> str:
    """A hash of what a training says, however its numbers are written."""
    return _hash(values.get(name) for name in TRAINING_COLUMNS)


def ce_credit_content(values: Mapping[str, Any]) -> str:
    """A hash of what a continuing-education credit says."""
    return _hash(values.get(name) for name in CE_CREDIT_COLUMNS)


def _hash(values: Iterable[Any]) -> str:
    # No value holds a control character, so this one keeps neighbours apart.
    said = "\x1f".join(map(_canonical, values))
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def _canonical(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return ";".join(value) if isinstance(value, tuple) else str(value)
