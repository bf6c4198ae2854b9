"""Having the candidate told of a decision or a question, once it cannot be taken back any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from agency import clock
from agency.candidates.models import Candidate
from agency.candidates.standing import WRITTEN_TO
from agency.credentials.models import Credential
from agency.jobs.actions import Addition
from agency.settings import settings
from agency.verification.log import Entry

TELL_DECISION = "tell_decision"
MINUTE = 60


def to_tell(row: Credential, entry: Entry) -> list[Addition]:
    """The job that tells her of an entry; none where no mail reaches her."""
    if not may_be_told(row.candidate):
        return []
    job = Addition(
        TELL_DECISION,
        {"verification": entry.id},
        unique_key=f"{TELL_DECISION}:{entry.id}",
        subject=f"credential:{row.id}",
        due_in=settings().undo_minutes * MINUTE,
    )
    return [job]


def may_be_told(person: Candidate) -> bool:
    """Whether a mail reaches her, and she may be written to."""
    return bool(person.email) and person.status in WRITTEN_TO


def told_until() -> datetime:
    """What was written down until then cannot be taken back any more, and she may know."""
    return clock.now() - timedelta(minutes=settings().undo_minutes)
