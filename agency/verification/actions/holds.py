"""Who has a credential before her: taken by opening it, and let go by deciding or going on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from agency import clock
from agency.audit.actions import writing
from agency.extensions import db
from agency.settings import settings
from agency.upserting import upsert
from agency.verification.models import ReviewHold


def take(credential_id: int, user_id: int) -> bool:
    """Have it for some minutes, and let others go; False where somebody else has it."""
    now = clock.now()
    until = now + timedelta(minutes=settings().review_hold_minutes)
    first = upsert(ReviewHold).values(credential_id=credential_id, user_id=user_id, until=until)
    taken = first.on_conflict_do_update(
        index_elements=[ReviewHold.credential_id],
        set_={"user_id": first.excluded.user_id, "until": first.excluded.until},
        where=(ReviewHold.user_id == user_id) | (ReviewHold.until < now),
    )
    with writing():
        mine = db.session.scalar(taken.returning(ReviewHold.user_id)) is not None
        if mine:
            others = ReviewHold.credential_id != credential_id
            db.session.execute(delete(ReviewHold).where(ReviewHold.user_id == user_id, others))
    return mine


def go_on(user_id: int) -> None:
    """Have nothing before one any more."""
    with writing():
        db.session.execute(delete(ReviewHold).where(ReviewHold.user_id == user_id))


def let_go(credential_id: int) -> None:
    """Nobody has it before her any more; part of the transaction in which it is decided on."""
    db.session.execute(delete(ReviewHold).where(ReviewHold.credential_id == credential_id))
