"""What became of a try to send a mail; each is part of its caller's transaction."""

from __future__ import annotations

from sqlalchemy import update

from agency import clock
from agency.extensions import db
from agency.notices.actions.posting import hand_to_workers
from agency.notices.models import Mail

# How long until the next try after each that failed; then it is given up.
TRY_AGAIN_SECONDS = (60, 300, 1_800, 7_200, 21_600, 43_200)
MOST_WORDS = 500


def note_sent(mail_id: int) -> None:
    """It has left; what it said is forgotten."""
    _note(mail_id, state="sent", text=None, html=None, sent_at=clock.now(), last_error=None)


def note_refused(mail_id: int, reason: str) -> None:
    """It will never be taken, and is given up."""
    _note(mail_id, state="failed", text=None, html=None, last_error=reason[:MOST_WORDS])


def note_delayed(mail_id: int, attempts: int, reason: str) -> None:
    """It was not taken at this try, number ``attempts``; there may be another."""
    if attempts > len(TRY_AGAIN_SECONDS):
        note_refused(mail_id, reason)
        return
    _note(mail_id, last_error=reason[:MOST_WORDS])
    hand_to_workers(mail_id, TRY_AGAIN_SECONDS[attempts - 1])


def _note(mail_id: int, **values: object) -> None:
    waiting = (Mail.id == mail_id) & (Mail.state == "waiting")
    changed = update(Mail).where(waiting).values(attempts=Mail.attempts + 1, **values)
    db.session.execute(changed, execution_options={"synchronize_session": False})
