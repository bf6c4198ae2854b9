"""Putting mail into the outbox, and noting what became of it.

Each is part of its caller's transaction, except `send_waiting`, which is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import make_msgid

from sqlalchemy import select, update

from agency import clock
from agency.extensions import begin_write, db
from agency.jobs.actions import add
from agency.notices.models import Mail
from agency.settings import settings

SEND_MAIL = "send_mail"
# How long until the next try after each that failed; then it is given up.
TRY_AGAIN_SECONDS = (60, 300, 1_800, 7_200, 21_600, 43_200)
MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail in plain text, yet to be sent."""

    to: str
    subject: str
    text: str


def post(draft: Draft) -> Mail:
    """Have a mail sent if and only if the caller commits; to be called after all else is written.

    Where no mail server is set it waits in the outbox until there is one: see `send_waiting`.
    """
    domain = settings().mail_from.rpartition("@")[2]
    mail = Mail(
        message_id=make_msgid(domain=domain),
        to=draft.to,
        subject=draft.subject,
        text=draft.text,
        posted_at=clock.now(),
    )
    db.session.add(mail)
    db.session.flush()
    if settings().smtp_url:
        _send_in(mail.id, 0)
    return mail


def send_waiting() -> int:
    """Have everything sent that waits in the outbox; how many mails that is. One transaction."""
    db.session.rollback()
    begin_write()
    ids = db.session.scalars(select(Mail.id).where(Mail.state == "waiting").order_by(Mail.id)).all()
    for mail_id in ids:
        _send_in(mail_id, 0)
    db.session.commit()
    return len(ids)


def note_sent(mail_id: int) -> None:
    """It has left; what it said is forgotten."""
    _note(mail_id, state="sent", text=None, sent_at=clock.now(), last_error=None)


def note_refused(mail_id: int, reason: str) -> None:
    """It will never be taken, and is given up."""
    _note(mail_id, state="failed", text=None, last_error=reason[:MOST_WORDS])


def note_delayed(mail_id: int, attempts: int, reason: str) -> None:
    """It was not taken at this try, number ``attempts``; there may be another."""
    if attempts > len(TRY_AGAIN_SECONDS):
        note_refused(mail_id, reason)
        return
    _note(mail_id, last_error=reason[:MOST_WORDS])
    _send_in(mail_id, TRY_AGAIN_SECONDS[attempts - 1])


def _note(mail_id: int, **values: object) -> None:
    waiting = (Mail.id == mail_id) & (Mail.state == "waiting")
    changed = update(Mail).where(waiting).values(attempts=Mail.attempts + 1, **values)
    db.session.execute(changed, execution_options={"synchronize_session": False})


def _send_in(mail_id: int, seconds: float) -> None:
    key = f"{SEND_MAIL}:{mail_id}"
    add(SEND_MAIL, {"mail": mail_id}, unique_key=key, subject=f"mail:{mail_id}", due_in=seconds)
