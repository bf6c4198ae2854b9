"""A try to send a mail: begun in a transaction of its own, and noted in its job's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy import Update, update

from agency import clock
from agency.extensions import begin_write, db
from agency.notices.actions.bad_addresses import mark_bad
from agency.notices.actions.posting import hand_to_workers, state_of
from agency.notices.delivery import delivery, status_in
from agency.notices.message import envelope_of, message_of
from agency.notices.models import Mail, MailAttempt
from agency.notices.pacing import hold_pace, pause_before
from agency.notices.people import waits_until
from agency.notices.smtp import Envelope, server_of
from agency.settings import settings

MOST_WORDS = 500
WIPED = {"text": None, "html": None}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail on its way to the server ``url``, at its try number ``number``."""

    mail_id: int
    attempt_id: int
    number: int
    message: EmailMessage
    envelope: Envelope
    url: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: taken, delayed or refused; with the server's answer, if there was one."""

    outcome: str
    said: str
    code: int | None = None
    tls: bool | None = None

    @property
    def words(self) -> str:
        return f"{self.code or ''} {self.said}".strip()[:MOST_WORDS]


def begin_attempt(mail_id: int) -> Outgoing | None:
    """Write down that a mail is tried now; None where it is not, or has to wait.

    One transaction. It is written before anything is sent, so that a minute's tries are counted
    however many workers there are, and one that dies leaves a trace.
    """
    begin_write()
    mail, url = db.session.get(Mail, mail_id, populate_existing=True), settings().smtp_url
    sendable = mail is not None and mail.state == "waiting" and url
    outgoing = _begun(mail, url) if mail and url and sendable else None
    db.session.commit()
    return outgoing


def _begun(mail: Mail, url: str) -> Outgoing | None:
    now, server = clock.now(), server_of(url)
    mail.state = state_of(mail.topic, mail.candidate_id, mail.to)
    if mail.state == "unwanted":
        mail.text = mail.html = None
    if mail.state != "waiting" or _put_off(mail, server, now):
        return None
    try:
        message = message_of(mail)
    except ValueError as error:
        _give_up(mail.id, f"it cannot be written as a mail: {error}")
        return None
    attempt = MailAttempt(mail_id=mail.id, server=server, began_at=now, outcome="begun")
    db.session.add(attempt)
    mail.attempts += 1
    db.session.flush()
    return Outgoing(mail.id, attempt.id, mail.attempts, message, envelope_of(mail), url)


def _put_off(mail: Mail, server: str, now: datetime) -> bool:
    """Whether a mail has to wait: for its reader's morning, for the server, or for its turn."""
    hold_pace()
    mail.due_at = waits_until(mail.topic, mail.candidate_id, now)
    quiet = (mail.due_at - now).total_seconds() if mail.due_at else 0
    if seconds := quiet or pause_before(server, now):
        hand_to_workers(mail.id, seconds)
    return bool(seconds)


def note_attempt(outgoing: Outgoing, outcome: Outcome) -> None:
    """Note how a try ended, and what follows of it; part of the caller's transaction."""
    now = clock.now()
    ended = {
        "ended_at": now,
        "outcome": outcome.outcome,
        "code": outcome.code,
        "status": status_in(outcome.said) if outcome.code else None,
        "said": outcome.said[:MOST_WORDS],
        "tls": outcome.tls,
    }
    _update(update(MailAttempt).where(MailAttempt.id == outgoing.attempt_id).values(**ended))
    if outcome.outcome == "taken":
        _sent(outgoing.mail_id, now)
    elif outcome.outcome == "refused":
        _refused(outgoing, outcome)
    else:
        _delayed(outgoing, outcome)


def _sent(mail_id: int, now: datetime) -> None:
    """Even if its address was marked meanwhile: what is held would be sent again some day."""
    on_its_way = Mail.id == mail_id, Mail.state.in_(("waiting", "held"))
    taken = {"state": "sent", "sent_at": now, "last_error": None, **WIPED}
    _update(update(Mail).where(*on_its_way).values(**taken))


def _refused(outgoing: Outgoing, outcome: Outcome) -> None:
    _give_up(outgoing.mail_id, outcome.words)
    status = status_in(outcome.said)
    if status in delivery().address_statuses:
        mark_bad(outgoing.envelope.to, status, outcome.words)


def _delayed(outgoing: Outgoing, outcome: Outcome) -> None:
    pauses = delivery().try_again_seconds
    if outgoing.number > len(pauses):
        _give_up(outgoing.mail_id, outcome.words)
        return
    _note(outgoing.mail_id, last_error=outcome.words)
    hand_to_workers(outgoing.mail_id, pauses[outgoing.number - 1])


def _give_up(mail_id: int, reason: str) -> None:
    _note(mail_id, state="failed", last_error=reason[:MOST_WORDS], **WIPED)


def _note(mail_id: int, **values: object) -> None:
    _update(update(Mail).where(Mail.id == mail_id, Mail.state == "waiting").values(**values))


def _update(statement: Update) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
