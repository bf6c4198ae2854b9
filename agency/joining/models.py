"""Invitations, registrations that wait to be confirmed, and what somebody has agreed to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import UTCDateTime
from agency.extensions import Model

# How a link came to its end; one that is merely too old has not been ended.
ENDS = ("used", "replaced")


class Invitation(Model):
    """A link by which a candidate claims the file the agency has of her; works once."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint(f"ended_as IN {ENDS}", name="ended_as"),
        CheckConstraint("(ended_as IS NULL) = (ended_at IS NULL)", name="ended"),
        Index("ix_invitations_candidate_ref", "candidate_ref", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_ref: Mapped[str] = mapped_column(
        ForeignKey("candidates.ref", ondelete="CASCADE", onupdate="CASCADE")
    )
    email: Mapped[str] = mapped_column(String(254))
    # SHA-256, in hexadecimal, of the secret in the link.
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime())
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    ended_as: Mapped[str | None] = mapped_column(String(8))


class Registration(Model):
    """What somebody said who wants an account; she has none before she has opened the link.

    Anybody may type anybody's address, so there may be several of one; the newest counts. What
    she said is forgotten when it has served.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        CheckConstraint(f"ended_as IN {ENDS}", name="ended_as"),
        CheckConstraint("(ended_as IS NULL) = (ended_at IS NULL)", name="ended"),
        CheckConstraint("email = lower(email)", name="email"),
        Index("ix_registrations_email", "email", "id"),
        Index("ix_registrations_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    first_name: Mapped[str] = mapped_column(String(200))
    last_name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40), default="")
    home_zip: Mapped[str] = mapped_column(String(5))
    password: Mapped[str] = mapped_column(String(255))
    consent_version: Mapped[str] = mapped_column(String(20))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime())
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    ended_as: Mapped[str | None] = mapped_column(String(8))

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Consent(Model):
    """Somebody has agreed to a version of the text on what is kept of her."""

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("user_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    version: Mapped[str] = mapped_column(String(20))
    accepted_at: Mapped[datetime] = mapped_column(UTCDateTime())
