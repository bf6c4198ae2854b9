"""What people do to their own accounts through the pages of sign-in.

Except `keep_new_hash`, `note_sign_in`, `end_session` and `send_link`, each is part of the
transaction its caller commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, update

from agency import clock
from agency.accounts.models import EndedSession, User
from agency.accounts.queries import user
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.extensions import db
from agency.notices.actions import Draft, post
from agency.upserting import upsert

# Longer than any session lasts by itself: AGENCY_SESSION_HOURS is 720 at most.
OUTLIVED = timedelta(days=31)


def actor_of(user: User) -> Actor:
    """Somebody who does something to her own account."""
    return Actor("user", user.email, user.id)


def keep_new_hash(user_id: int, password: str) -> None:
    """Somebody's password is the same, and is hashed as is done today."""
    with writing():
        user(user_id).password = password


def note_sign_in(user_id: int) -> None:
    """Somebody has signed in."""
    with writing():
        found = user(user_id)
        found.signed_in_at = clock.now()
        note(actor_of(found), "sign in", f"user:{found.id}")


def end_session(session_id: str, by: Actor) -> None:
    """Somebody signs out of one session, and nobody comes in by a copy of it."""
    now = clock.now()
    one = upsert(EndedSession).values(id=session_id, ended_at=now).on_conflict_do_nothing()
    with writing():
        db.session.execute(delete(EndedSession).where(EndedSession.ended_at < now - OUTLIVED))
        db.session.execute(one)
        note(by, "sign out", f"user:{by.user_id}")


def send_link(user_id: int, by: Actor | None, drafts: Iterable[Draft]) -> None:
    """Send somebody the mail with the link at which she sets a password.

    ``by`` is None where she asked for it herself, or somebody who said to be her.
    """
    with writing():
        found = user(user_id)
        note(by or actor_of(found), "send link to set a password", f"user:{found.id}")
        _post(drafts)


def note_password(user: User, action: str, drafts: Iterable[Draft]) -> None:
    """Somebody has given herself another password, and is told so by mail."""
    note(actor_of(user), action, f"user:{user.id}")
    _post(drafts)


def note_own(user: User, action: str) -> None:
    """Somebody has changed something of her own account."""
    note(actor_of(user), action, f"user:{user.id}")


def take_step(user_id: int, step: int) -> bool:
    """Take the code of a step of time, if it is later than the last that was taken of hers."""
    later = User.tf_last_counter.is_(None) | (User.tf_last_counter < step)
    taken = update(User).where(User.id == user_id, later).values(tf_last_counter=step)
    found = db.session.scalars(
        taken.returning(User.id), execution_options={"synchronize_session": False}
    )
    return found.one_or_none() is not None


def _post(drafts: Iterable[Draft]) -> None:
    for draft in drafts:
        post(draft)
