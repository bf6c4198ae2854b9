"""Requests for deletion are made, withdrawn and settled; each function is one transaction.

Nothing is erased here: what the law has an agency keep is for people to decide.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from agency import clock
from agency.audit.actions import flush_new, note, nothing, writing
from agency.audit.actors import Actor
from agency.candidates.actions import locked_candidate
from agency.errors import NotFound, Taken
from agency.extensions import db
from agency.fields.schema import refused
from agency.fields.text import safe_text
from agency.upkeep.models import OPEN, SETTLED, WITHDRAWN, DeletionRequest

LONGEST_REMARK = 500
Hook = Callable[[DeletionRequest], object]


def ask_for_deletion(ref: str, by: Actor, also: Hook = nothing) -> DeletionRequest:
    """A candidate asks that what is kept about her be deleted.

    ``also`` is done in the same transaction. Raises NotFound, and Taken where she has asked
    already.
    """
    with writing():
        row = DeletionRequest(
            candidate_id=locked_candidate(ref).id, state=OPEN, asked_at=clock.now()
        )
        db.session.add(row)
        flush_new(Taken("request for deletion", ref))
        also(row)
        note(by, "asked for deletion", f"candidate:{ref}")
    return row


def withdraw_deletion(ref: str, by: Actor) -> DeletionRequest:
    """She wants to stay after all; raises NotFound where she has not asked."""
    with writing():
        row = _open_of(ref)
        row.state, row.closed_at = WITHDRAWN, clock.now()
        note(by, "withdrew request for deletion", f"candidate:{ref}")
    return row


def settle_deletion(ref: str, remark: str, by: Actor) -> DeletionRequest:
    """The agency has done what it could; ``remark`` says what. Raises NotFound and Refused."""
    said = safe_text(remark, LONGEST_REMARK)
    if not said:
        raise refused("remark", remark, "what was done, such as what is kept and why")
    with writing():
        row = _open_of(ref)
        row.state, row.closed_at, row.remark = SETTLED, clock.now(), said
        note(by, "settled request for deletion", f"candidate:{ref}", reason=said)
    return row


def _open_of(ref: str) -> DeletionRequest:
    id = locked_candidate(ref).id
    hers = select(DeletionRequest).where(
        DeletionRequest.candidate_id == id, DeletionRequest.state == OPEN
    )
    if row := db.session.scalars(hers.with_for_update()).one_or_none():
        return row
    raise NotFound("open request for deletion of", ref)
