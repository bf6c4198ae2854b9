"""Having the candidate told of a decision or a question, once it cannot be taken back any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from agency import clock
from agency.credentials.models import Credential
from agency.jobs.actions import Addition
from agency.settings import settings
from agency.verification.log import Entry

TELL_DECISION = "tell_decision"
MINUTE = 60


def to_tell(row: Credential, entry: Entry) -> list[Addition]:
    """The job that tells her of an entry; none where no mail reaches her."""
    if not row.candidate.email:
        return []
    job = Addition(
        TELL_DECISION,
        {"verification": entry.id},
        unique_key=f"{TELL_DECISION}:{entry.id}",
        subject=f"credential:{row.id}",
        due_in=settings().undo_minutes * MINUTE,
    )
    return [job]


def told_until() -> datetime:
    """What was written down until then cannot be taken back any more, and she may know."""
    return clock.now() - timedelta(minutes=settings().undo_minutes)
