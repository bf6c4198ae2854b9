"""A mail as it goes over the wire: text and HTML, and how one leaves its topic."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime

from agency.notices.leaving import leaving_link
from agency.notices.models import Mail
from agency.notices.smtp import PLAIN, Envelope
from agency.notices.topics import topic_named
from agency.notices.wording import framed_html, framed_text
from agency.settings import settings


def envelope_of(mail: Mail) -> Envelope:
    """From whom and to whom a mail goes, under its Message-ID: see RFC 3461 4.4."""
    return Envelope(settings().mail_reports_to, mail.to, mail.message_id.strip("<>"))


def message_of(mail: Mail) -> EmailMessage:
    """A mail that is to be sent; raises ValueError where it cannot be written as one."""
    topic = topic_named(mail.topic)
    leave = leaving_link(mail) if topic.may_leave else None
    message = EmailMessage(policy=PLAIN)
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.posted_at)
    message["From"] = settings().mail_from
    message["To"] = mail.to
    message["Subject"] = mail.subject
    # No program answers it, with a notice of absence for instance.
    message["Auto-Submitted"] = "auto-generated"
    if leave:
        # RFC 8058: mail programs show a button that leaves by one POST.
        message["List-Unsubscribe"] = f"<{leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    foot = {"subject": mail.subject, "topic": topic, "leave": leave}
    text = mail.text or ""
    message.set_content(framed_text(text, **foot))
    message.add_alternative(framed_html(text, mail.html, **foot), subtype="html")
    return message
