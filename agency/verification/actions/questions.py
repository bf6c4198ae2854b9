"""Asking a candidate about a paper of hers, without deciding on it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, select

from agency import clock
from agency.accounts.models import User
from agency.audit.actions import Deed, note_all, writing
from agency.audit.actors import Actor
from agency.credentials.actions.credentials import locked_credential
from agency.credentials.models import Credential
from agency.errors import NotAllowed, NotFound
from agency.extensions import db
from agency.fields.schema import refused
from agency.jobs.actions import add_all
from agency.settings import settings
from agency.verification.actions.undoing import TooLate
from agency.verification.eyes import locked_with_parts
from agency.verification.log import NO_CHANGE, Entry, Learned
from agency.verification.models import ASKED, OPEN_TO_REVIEW, REVIEW, UNDONE, Verification
from agency.verification.queries import last_question
from agency.verification.telling import to_tell


def ask_candidate(id: int, message: str, by: Actor) -> Credential:
    """Ask her about a credential in words of one's own; nothing is decided, and it goes on waiting.

    She is told by mail once it cannot be taken back any more, and on her pages from then on.
    Raises NotFound, Busy where another has it before her, and Refused for a blank message, for what
    is over, and for whom neither mail nor a page of hers reaches.
    """
    if not message:
        raise refused("message", message, "what she is asked")
    with writing():
        row, parts = locked_with_parts(id, by)
        parts.require_free()
        if row.status not in OPEN_TO_REVIEW:
            raise refused("message", message, f"a credential that counts; this one is {row.status}")
        if not row.candidate.email and not _signs_in(row.candidate.ref):
            raise refused("message", message, "somebody who has an address; she has none on file")
        entry = Entry(by, Learned(REVIEW, ASKED, "", message, parts.proof_id))
        entry(row, NO_CHANGE, clock.now())
        note_all(by, [Deed(ASKED, f"credential:{id}", reason=message)])
        add_all(to_tell(row, entry))
    return row


def take_back_question(id: int, by: Actor) -> Credential:
    """Not ask after all. Raises NotFound where nothing is asked, NotAllowed and TooLate."""
    with writing():
        row = locked_credential(id)
        made = _to_take_back(id, by)
        entry = Entry(by, Learned(REVIEW, UNDONE, undoes_id=made.id))
        entry(row, NO_CHANGE, clock.now())
        note_all(by, [Deed("question taken back", f"credential:{id}")])
    return row


def _to_take_back(id: int, by: Actor) -> Verification:
    made = last_question(id)
    if made is None:
        raise NotFound("question about the credential", str(id))
    if (made.user_id, made.by) != (by.user_id, by.name):
        raise NotAllowed("Only who has asked can take it back.")
    minutes = settings().undo_minutes
    if clock.now() - made.at > timedelta(minutes=minutes):
        raise TooLate(f"it was asked more than {minutes} minutes ago, and she was told")
    return made


def _signs_in(ref: str) -> bool:
    return bool(db.session.scalar(select(exists().where(User.candidate_ref == ref))))
