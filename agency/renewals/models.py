"""What was told of renewals and when, what she said she filed, and the addresses of calendars."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import Json, UTCDateTime, days_of_the_calendar
from agency.extensions import Model

DUE, ASKED = "due", "asked"
REASONS = (DUE, ASKED)


class Digest(Model):
    """A mail that listed what somebody has to renew; of one person there is one a day.

    It was ``due``, or ``asked`` for by somebody of the agency, whose name is ``by``.
    """

    __tablename__ = "digests"
    __table_args__ = (
        CheckConstraint(f"reason IN {REASONS}", name="reason"),
        days_of_the_calendar("day"),
        UniqueConstraint("candidate_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(8))
    by: Mapped[str] = mapped_column(String(254))
    posted_at: Mapped[datetime] = mapped_column(UTCDateTime())


class Reminder(Model):
    """One credential that a digest named, with the expiry it had then.

    ``days`` is the least of its type's days before the last safe day to file that was reached;
    None where none was.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        CheckConstraint("days >= 0", name="days"),
        Index("ix_reminders_credential_id", "credential_id", "expires_on"),
    )

    digest_id: Mapped[int] = mapped_column(
        ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True
    )
    credential_id: Mapped[int] = mapped_column(
        ForeignKey("credentials.id", ondelete="CASCADE"), primary_key=True
    )
    expires_on: Mapped[date] = mapped_column(Date)
    days: Mapped[int | None] = mapped_column()


class Filed(Model):
    """The holder says that she filed the renewal of a credential with this expiry."""

    __tablename__ = "filed_renewals"
    __table_args__ = (days_of_the_calendar("expires_on", "filed_on"),)

    credential_id: Mapped[int] = mapped_column(
        ForeignKey("credentials.id", ondelete="CASCADE"), primary_key=True
    )
    expires_on: Mapped[date] = mapped_column(Date, primary_key=True)
    filed_on: Mapped[date] = mapped_column(Date)
    said_at: Mapped[datetime] = mapped_column(UTCDateTime())


class ReminderDays(Model):
    """The agency's own days before the last safe day to file, for one type of credential."""

    __tablename__ = "reminder_days"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    days: Mapped[list[int]] = mapped_column(Json)


class StaffDigest(Model):
    """A mail to somebody of the agency about what lapses inside placements; one a day at most."""

    __tablename__ = "staff_digests"
    __table_args__ = (days_of_the_calendar("day"),)

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    posted_at: Mapped[datetime] = mapped_column(UTCDateTime())


class Calendar(Model):
    """The secret address of one calendar: a candidate's own, or that of somebody of the agency.

    Only the hash of the secret is kept; a new address takes the place of the old one.
    """

    __tablename__ = "calendars"
    __table_args__ = (
        CheckConstraint("(candidate_id IS NULL) <> (user_id IS NULL)", name="owner"),
        CheckConstraint("length(secret_hash) = 64", name="secret_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), unique=True
    )
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), unique=True
    )
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime())
