"""The review desk: what waits, who has it before her, and a decision taken back."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import select

from agency import clock
from agency.access.principal import actor
from agency.api.answers import as_expected, listed, nothing, one
from agency.api.blueprint import ID, does, lists, removes
from agency.api.bodies import Values
from agency.api.lists import PageQuery, whose
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import REVIEWS
from agency.credentials.described import described_credential
from agency.credentials.models import Credential
from agency.errors import Taken
from agency.paging import cursor, position_of
from agency.placements.review_queue import Waiting, queue_behind
from agency.settings import today
from agency.verification.actions import go_on, take, undo_decision
from agency.verification.models import ReviewHold
from agency.verification.queries import hold_on

HOLD = shape("Hold")


@lists("/reviews", shape("ReviewItem"), about=REVIEWS, query=PageQuery)
def list_reviews(query: Values) -> Response:
    """Credentials that wait for review: what has a file to look at first, then all else.

    Of each the nearest start comes first, then what has waited longest.

    A page begins behind the place at which the last one ended, as they stand now.
    """
    of = whose("reviews", query)
    (place,) = position_of(query["after"], of) or [0]
    limit = query["limit"]
    found = queue_behind(_me(), today(), clock.now(), place, limit + 1)
    following = cursor([found[limit - 1].place], of) if len(found) > limit else None
    return listed([_described(item) for item in found[:limit]], following)


@does(f"/credentials/{ID}/review/undo", shape("Credential"), about=REVIEWS)
def undo_review(id: int) -> Response:
    """Take back the last decision on a credential, which only who made it can, for some minutes."""
    return one(described_credential(undo_decision(id, actor())))


@does(f"/credentials/{ID}/hold", HOLD, about=REVIEWS)
def hold_credential(id: int) -> Response:
    """Have a credential before one for some minutes; what one had before is let go."""
    the_row(select(Credential.id).where(Credential.id == id), "credential", id)
    if not take(id, _me()):
        raise Taken("hold of somebody else on credential", str(id))
    held = hold_on(id)
    assert held is not None  # it was taken just now
    return one(_described_hold(held))


@removes(f"/credentials/{ID}/hold", about=REVIEWS)
def let_credential_go(id: int) -> Response:
    """Have it before one no more; whoever has it not is answered the same."""
    held = hold_on(id)
    if held is not None and held.user_id == _me():
        as_expected(_described_hold)(held)
        go_on(_me())
    return nothing()


def _me() -> int:
    """The row id of who asks; a program is its owner."""
    return actor().user_id or 0


def _described_hold(held: ReviewHold) -> dict[str, Any]:
    return {"credential_id": held.credential_id, "until": held.until.isoformat()}


def _described(item: Waiting) -> dict[str, Any]:
    return {
        "place": item.place,
        "credential_id": item.id,
        "code": item.code,
        "candidate_ref": item.candidate_ref,
        "candidate_name": item.candidate_name,
        "since": item.since.isoformat(),
        "work": item.work,
        "starts_on": item.starts_on and item.starts_on.isoformat(),
        "held_by": item.holder,
    }
