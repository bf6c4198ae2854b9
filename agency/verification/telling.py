"""Having the candidate told of a decision, once it cannot be taken back any more."""

from __future__ import annotations

from agency.credentials.models import Credential
from agency.jobs.actions import add
from agency.settings import settings
from agency.verification.log import Entry

TELL_DECISION = "tell_decision"
MINUTE = 60


def tell_later(row: Credential, entry: Entry) -> None:
    """Add the job that tells her, in the caller's transaction; whom no mail reaches is not told."""
    if row.candidate.email:
        key = f"{TELL_DECISION}:{entry.id}"
        add(
            TELL_DECISION,
            {"verification": entry.id},
            unique_key=key,
            subject=f"credential:{row.id}",
            due_in=settings().undo_minutes * MINUTE,
        )
