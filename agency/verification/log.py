"""Writing the log: an entry before each change of what a credential is known by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert

from agency.audit.actors import Actor
from agency.audit.chain import storable
from agency.credentials.models import Credential
from agency.extensions import db
from agency.fields.described import Change
from agency.verification.models import (
    CHANGED,
    CLAIMED,
    DOCUMENT,
    FOUND,
    REGISTER,
    REVIEW,
    SEEN,
    SELF,
    VERIFIED,
    Verification,
)

NO_CHANGE = Change({}, {}, {})
# What somebody says who writes a level of evidence by hand.
BY_HAND = {
    "claimed": (SELF, CLAIMED),
    "documented": (DOCUMENT, SEEN),
    "reviewed": (REVIEW, VERIFIED),
    "primary_source": (REGISTER, FOUND),
}


@dataclass(frozen=True, slots=True)
class Learned:
    """What somebody learned of a credential: from which source, and what it came to."""

    source: str
    result: str
    reason: str = ""
    remark: str = ""
    document_id: int | None = None
    checked_on: date | None = None
    confirmation: str = ""
    undoes_id: int | None = None


class Entry:
    """An entry of the log that is yet to be written, by whom it is known at once.

    It is the ``log`` that the actions on credentials ask for; ``id`` and ``at``, its moment, are
    None until it is written.
    """

    def __init__(self, by: Actor, learned: Learned | None = None) -> None:
        """Without ``learned`` it says what follows from the evidence that is written by hand."""
        self.by, self.learned = by, learned
        self.id: int | None = None
        self.at: datetime | None = None

    def __call__(self, row: Credential, change: Change, at: datetime) -> None:
        """Write it, in the caller's transaction and before ``row`` itself is written."""
        new = bool(change.values) and not change.before
        after = change.values.get("evidence", row.evidence)
        self.at = at
        learned = self.learned or _by_hand(row, after, new=new)
        self.id = db.session.scalar(
            insert(Verification)
            .values(
                credential_id=row.id,
                at=at,
                by=storable(self.by.name),
                user_id=self.by.user_id,
                evidence_before=None if new else row.evidence,
                evidence_after=after,
                before=change.before,
                after=change.after,
                **_columns(learned),
            )
            .returning(Verification.id)
        )


def _by_hand(row: Credential, after: str, *, new: bool) -> Learned:
    source, result = BY_HAND[after]
    return Learned(source, result if new or after != row.evidence else CHANGED)


def _columns(learned: Learned) -> dict[str, Any]:
    return {name: getattr(learned, name) for name in Learned.__slots__}
