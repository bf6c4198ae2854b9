"""A badge as plain JSON going out; keys may be added, never changed."""

from __future__ import annotations

from typing import Any

from agency.badges.core.judging import Judged
from agency.badges.core.lights import QUESTIONS
from agency.badges.models import Badge


def described_claim(judged: Judged) -> dict[str, Any]:
    """What a badge says of itself, as plain JSON."""
    claim = judged.claim
    return {
        "standard": claim.standard,
        "id": claim.id,
        "issuer": claim.issuer,
        "issuer_name": claim.issuer_name,
        "achievement": claim.achievement,
        "achievement_name": claim.achievement_name,
        "starts": claim.starts and claim.starts.isoformat(),
        "ends": claim.ends and claim.ends.isoformat(),
        "holder": claim.holder,
        "number": claim.number,
    }


def described_judged(judged: Judged) -> dict[str, Any]:
    """A badge that was judged without being kept: what it says, and its five lights."""
    return {
        **described_claim(judged),
        "lights": {
            name: {"answer": light.answer, "why": light.why}
            for name, light in judged.lights.items()
        },
        "keys": list(judged.keys),
        "status_at": list(judged.status_at),
    }


def described_badge(badge: Badge) -> dict[str, Any]:
    """A badge that is kept. Before it was judged its lights are null, and where it cannot be read
    ``fault`` says why.
    """
    return {
        "id": badge.id,
        "document_id": badge.file.document_id,
        "place": badge.file.place,
        "taken_up_at": badge.taken_up_at.isoformat(),
        "judged_at": badge.judged_at and badge.judged_at.isoformat(),
        "judged_for": badge.code or None,
        "fault": badge.fault or None,
        "lights": {name: _light(badge, name) for name in QUESTIONS},
        "says": badge.says or None,
        "keys": badge.keys,
        "status_at": badge.status_at,
    }


def _light(badge: Badge, name: str) -> dict[str, str] | None:
    answer = badge.answers[name]
    return None if answer is None else {"answer": answer, "why": badge.why[name]}
