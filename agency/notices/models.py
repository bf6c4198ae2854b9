"""The outbox, what came of each mail, and who wants none or cannot be reached."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import UTCDateTime
from agency.extensions import Model

STATES = ("waiting", "sent", "failed", "bounced", "held", "unwanted")
OUTCOMES = ("begun", "taken", "delayed", "refused")


class Mail(Model):
    """A mail that is to be sent, was sent, or will not be.

    It is ``failed`` where no server would take it and ``bounced`` where one did and sent it back;
    ``held`` while its address does not work, ``unwanted`` where she has left its topic. What it
    says is wiped once it is sent or given up: it may hold a link that lets somebody in. The
    ``message_id`` goes with it, so that a mail which arrives twice can be told to be one. About
    one ``event`` there is one mail to an address. ``due_at`` is when quiet hours let it leave.
    """

    __tablename__ = "mails"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        UniqueConstraint("event", "to"),
        Index("ix_mails_state", "state", "id"),
        Index("ix_mails_candidate_id", "candidate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(254), unique=True)
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str | None] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(String(40))
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE")
    )
    event: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(500))
    posted_at: Mapped[datetime] = mapped_column(UTCDateTime())
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime())


class MailAttempt(Model):
    """One try to hand a mail to a server, written down before it and completed after it.

    One that stays ``begun`` ended with its worker: whether the server has the mail nobody knows.
    ``code`` is the server's answer (250, 451, …), ``status`` its finer one (RFC 3463: 5.1.1) and
    ``tls`` whether the mail went encrypted; each None where it did not come to that.
    """

    __tablename__ = "mail_attempts"
    __table_args__ = (
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        Index("ix_mail_attempts_mail_id", "mail_id"),
        Index("ix_mail_attempts_began_at", "began_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mails.id", ondelete="CASCADE"))
    server: Mapped[str] = mapped_column(String(254))
    began_at: Mapped[datetime] = mapped_column(UTCDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    outcome: Mapped[str] = mapped_column(String(8), default="begun")
    code: Mapped[int | None] = mapped_column()
    status: Mapped[str | None] = mapped_column(String(12))
    said: Mapped[str | None] = mapped_column(String(500))
    tls: Mapped[bool | None] = mapped_column()


class MailReport(Model):
    """What a server reported later of a mail that had left: an RFC 3464 delivery status.

    ``action`` is its word (failed, delayed, …), ``status`` its code and ``said`` what stands with
    it; ``digest`` is that of the report as it came, so that one given twice counts once.
    """

    __tablename__ = "mail_reports"
    __table_args__ = (UniqueConstraint("mail_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mails.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime())
    action: Mapped[str] = mapped_column(String(12))
    status: Mapped[str] = mapped_column(String(12))
    said: Mapped[str] = mapped_column(String(500))


class BadAddress(Model):
    """An address, in small letters, at which mail does not arrive, and what was said of it.

    Nothing is sent there until somebody has it tried again.
    """

    __tablename__ = "bad_addresses"

    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime())
    status: Mapped[str] = mapped_column(String(12))
    said: Mapped[str] = mapped_column(String(500))


class LeftTopic(Model):
    """Somebody wants no more mail about a topic: a candidate, or where it is nobody's file, who
    is at an address, in small letters.
    """

    __tablename__ = "left_topics"
    __table_args__ = (
        CheckConstraint("(candidate_id IS NULL) <> (address IS NULL)", name="who"),
        UniqueConstraint("candidate_id", "topic"),
        UniqueConstraint("address", "topic"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE")
    )
    address: Mapped[str | None] = mapped_column(String(254))
    topic: Mapped[str] = mapped_column(String(40))
    left_at: Mapped[datetime] = mapped_column(UTCDateTime())
