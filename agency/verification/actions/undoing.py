"""What a decision changed of a credential is as it was before, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from agency import clock
from agency.audit.actions import Deed
from agency.audit.actors import Actor
from agency.credentials.actions.credentials import set_values
from agency.credentials.described import CREDENTIAL, held_values
from agency.credentials.models import Credential
from agency.errors import AgencyError, NotAllowed, Stale
from agency.extensions import db
from agency.fields.described import change_of, described
from agency.settings import settings
from agency.verification.log import NO_CHANGE, Entry, Learned
from agency.verification.models import UNDONE, Verification

TAKEN_BACK = "decision undone"


class TooLate(AgencyError):
    """A decision that stands: the time in which it could be taken back is over."""


def require_undoable(at: datetime, hers: bool) -> None:
    """Refuse to undo what somebody else decided, or what was decided too long ago."""
    if not hers:
        raise NotAllowed("Only who has decided it can take it back.")
    minutes = settings().undo_minutes
    if clock.now() - at > timedelta(minutes=minutes):
        raise TooLate(f"it was decided more than {minutes} minutes ago; decide on it again instead")


def require_unchanged(row: Credential, made: Verification) -> None:
    """Raises Stale where the credential has changed since the entry was made."""
    if row.changed_at != made.at if made.before else row.changed_at > made.at:
        raise Stale("it has changed since it was decided")


def take_back(row: Credential, made: Verification, by: Actor) -> list[Deed]:
    """Write all that an entry changed as it was, and an entry that says so; what the trail says."""
    entry = Entry(by, Learned(made.source, UNDONE, undoes_id=made.id))
    old = held_values(CREDENTIAL, row)
    before = CREDENTIAL.accept({**described(CREDENTIAL, old), **made.before})
    change = change_of(CREDENTIAL, old, before)
    restored = _superseded_by(row, made)
    if change:
        set_values(row, change, entry)
    else:
        entry(row, NO_CHANGE, clock.now())
    for one in restored:
        one.status, one.changed_at = "active", row.changed_at
    undone = Deed(TAKEN_BACK, f"credential:{row.id}", change.before, change.after)
    return [undone, *_restorations(restored, row)]


def _superseded_by(row: Credential, made: Verification) -> Sequence[Credential]:
    """What the decision made needless; others of the same type were changed at other moments."""
    hers = select(Credential).where(
        Credential.candidate_id == row.candidate_id,
        Credential.id != row.id,
        Credential.status == "superseded",
        Credential.changed_at == made.at,
    )
    return db.session.scalars(hers.order_by(Credential.id).with_for_update()).all()


def _restorations(restored: Sequence[Credential], newer: Credential) -> list[Deed]:
    change, why = ({"status": "superseded"}, {"status": "active"}), f"with {newer.ref} undone"
    return [Deed("restored", f"credential:{one.id}", *change, reason=why) for one in restored]
