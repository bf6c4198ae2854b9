"""The job that sends a mail.

A mail is sent outside any transaction and noted as sent in the one that finishes its job. A worker
that is killed in between leaves it to another, which sends it again under the same Message-ID: it
arrives at least once, and mail programs can tell that it is one.
"""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.utils import format_datetime

from agency.extensions import db
from agency.jobs.kinds import Args, Kind, Store, register
from agency.notices.actions.attempts import note_delayed, note_refused, note_sent
from agency.notices.actions.posting import SEND_MAIL
from agency.notices.models import Mail
from agency.notices.smtp import hand_over
from agency.settings import settings

# What a server answers that will not take a mail, however often it is asked.
FOR_GOOD = range(500, 600)


def register_mail() -> None:
    """Make the job that sends a mail known to the ledger."""
    register(Kind(SEND_MAIL, send_mail))


def send_mail(args: Args) -> Store:
    """Send the mail with the id ``mail``; what it returns notes what became of it."""
    mail_id = int(args["mail"])
    mail, url = db.session.get(Mail, mail_id), settings().smtp_url
    if mail is None or mail.state != "waiting" or url is None:
        return _nothing
    attempts, message = mail.attempts + 1, message_of(mail)
    db.session.rollback()  # the database is not kept waiting for the mail server
    try:
        hand_over(message, url)
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        return _refused(mail_id, attempts, code, _text(reason))
    except smtplib.SMTPResponseException as error:
        return _refused(mail_id, attempts, error.smtp_code, _text(error.smtp_error))
    except (smtplib.SMTPException, OSError) as error:
        said = f"{type(error).__name__}: {error}"
        return lambda: note_delayed(mail_id, attempts, said)
    return lambda: note_sent(mail_id)


def message_of(mail: Mail) -> EmailMessage:
    """A mail as it goes over the wire."""
    message = EmailMessage()
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.posted_at)
    message["From"] = settings().mail_from
    message["To"] = mail.to
    message["Subject"] = mail.subject
    # No program answers it, with a notice of absence for instance.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text or "")
    return message


def _refused(mail_id: int, attempts: int, code: int, reason: str) -> Store:
    said = f"{code} {reason}"
    if code in FOR_GOOD:
        return lambda: note_refused(mail_id, said)
    return lambda: note_delayed(mail_id, attempts, said)


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _nothing() -> None:
    """There is nothing to write."""
