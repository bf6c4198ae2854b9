"""Edits, which are added and never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import BigInteger, CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import UTCDateTime
from agency.extensions import Model
from agency.jobs.database_clock import now

Subject = Literal["candidate", "assignment", "facility"]
SUBJECTS: tuple[Subject, ...] = ("candidate", "assignment", "facility")


class Edit(Model):
    """Somebody wrote to a candidate, an assignment or a facility, or to what belongs to it.

    Not a foreign key: that one was removed is an edit too. An id is never used again. On
    PostgreSQL ids become visible in the order of commits, not in their own.
    """

    __tablename__ = "edits"
    __table_args__ = (
        CheckConstraint(f"subject IN {SUBJECTS}", name="subject"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True
    )
    subject: Mapped[Subject] = mapped_column(String(10))
    subject_id: Mapped[int]
    edited_at: Mapped[datetime] = mapped_column(UTCDateTime(), default=now())
