"""Requests for deletion are made, withdrawn and settled; each function is one transaction.

Nothing is erased here: what the law has an agency keep is for people to decide. What was asked of a
file that has become a part of another is asked of that one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agency import clock
from agency.audit.actions import flush_new, note, nothing, writing
from agency.audit.actors import Actor
from agency.candidates.actions import locked_candidate
from agency.errors import NotFound, Taken
from agency.extensions import db
from agency.fields.schema import refused
from agency.fields.text import safe_text
from agency.merging.queries import kept_ref_of
from agency.upkeep.models import OPEN, SETTLED, WITHDRAWN, DeletionRequest
from agency.upkeep.queries import requests_of

LONGEST_REMARK = 500
Hook = Callable[[DeletionRequest], object]


def ask_for_deletion(ref: str, by: Actor, also: Hook = nothing) -> DeletionRequest:
    """A candidate asks that what is kept about her be deleted.

    ``also`` is done in the same transaction. Raises NotFound, and Taken where she has asked
    already.
    """
    with writing():
        she = locked_candidate(ref)
        if _open_of(ref):
            raise Taken("request for deletion", ref)
        row = DeletionRequest(candidate_id=she.id, state=OPEN, asked_at=clock.now())
        db.session.add(row)
        flush_new(Taken("request for deletion", ref))
        also(row)
        note(by, "asked for deletion", f"candidate:{ref}")
    return row


def withdraw_deletion(ref: str, by: Actor) -> None:
    """She wants to stay after all; raises NotFound where she has not asked."""
    with writing():
        kept = _close(ref, WITHDRAWN)
        note(by, "withdrew request for deletion", f"candidate:{kept}")


def settle_deletion(ref: str, remark: str, by: Actor) -> None:
    """The agency has done what it could; ``remark`` says what. Raises NotFound and Refused."""
    said = safe_text(remark, LONGEST_REMARK)
    if not said:
        raise refused("remark", remark, "what was done, such as what is kept and why")
    with writing():
        kept = _close(ref, SETTLED, said)
        note(by, "settled request for deletion", f"candidate:{kept}", reason=said)


def _close(ref: str, state: str, remark: str = "") -> str:
    """Close what is open of her file and of all its parts; the reference of the file."""
    kept = locked_candidate(kept_ref_of(ref)).ref
    rows = _open_of(kept)
    if not rows:
        raise NotFound("open request for deletion of", ref)
    for row in rows:
        row.state, row.closed_at, row.remark = state, clock.now(), remark
    return kept


def _open_of(ref: str) -> Sequence[DeletionRequest]:
    """What is open of a file and of all that became a part of it, locked."""
    hers = requests_of(ref).where(DeletionRequest.state == OPEN)
    return db.session.scalars(hers.with_for_update(of=DeletionRequest)).all()
