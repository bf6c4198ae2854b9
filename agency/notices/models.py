"""The outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import UTCDateTime
from agency.extensions import Model

STATES = ("waiting", "sent", "failed")
WAITING = text("state = 'waiting'")


class Mail(Model):
    """A mail that is to be sent, was sent, or was given up.

    Its ``text`` is wiped once it is sent: it may hold a link that lets somebody in. The
    ``message_id`` goes with it, so that a mail which arrives twice can be told to be one.
    """

    __tablename__ = "mails"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_mails_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(254), unique=True)
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(500))
    posted_at: Mapped[datetime] = mapped_column(UTCDateTime())
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
