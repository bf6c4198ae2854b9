"""Credentials, trainings and continuing-education credits of a candidate."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from agency.candidates.models import Candidate
from agency.column_types import FixedPoint, UTCDateTime, Words, days_of_the_calendar
from agency.credentials.content import credential_ref
from agency.credentials.numbers import folded_number
from agency.extensions import Model
from agency.rules.facts import Evidence

EVIDENCE = tuple(level.name for level in Evidence)
STATUSES = ("active", "rejected", "revoked", "superseded", "withdrawn")
# What waits for a specialist; a condition of an index, so written as the database reads it.
TO_REVIEW = text("status = 'active' AND evidence IN ('claimed', 'documented')")
HOURS = ("hours", "classroom_hours", "clinical_hours", "externship_hours")
TRAINING_KINDS = ("program", "training", "performances", "education", "document", "exam")


def _folded(context: Any) -> str:
    """The folded number of a row that is new; whoever updates a number by a statement folds it."""
    return folded_number(context.get_current_parameters()["number"])


class Credential(Model):
    """Something that is valid for a while; whether it is due for renewal is never stored."""

    __tablename__ = "credentials"
    __table_args__ = (
        CheckConstraint(f"evidence IN {EVIDENCE}", name="evidence"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("expires_on >= issued_on", name="days"),
        days_of_the_calendar("issued_on", "expires_on"),
        UniqueConstraint("candidate_id", "code", "number", "issued_on"),
        # To a key a blank is like no other; here two rows without a day of issue are the same.
        Index(
            "uq_credentials_undated",
            "candidate_id",
            "code",
            "number",
            unique=True,
            sqlite_where=text("issued_on IS NULL"),
            postgresql_where=text("issued_on IS NULL"),
        ),
        Index(
            "ix_credentials_active_expiry",
            "expires_on",
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
        Index(
            "ix_credentials_active_code",
            "code",
            "candidate_id",
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
        Index(
            "ix_credentials_to_review",
            "changed_at",
            "id",
            "candidate_id",  # so that the queue is read from here alone
            sqlite_where=TO_REVIEW,
            postgresql_where=TO_REVIEW,
        ),
        # Who else has a certificate of that number.
        Index(
            "ix_credentials_number",
            "number_folded",
            "code",
            "candidate_id",  # so that doubles are found from here alone
            sqlite_where=text("number_folded <> ''"),
            postgresql_where=text("number_folded <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(80), default="")
    number_folded: Mapped[str] = mapped_column(String(80), default=_folded)
    issued_on: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    evidence: Mapped[str] = mapped_column(String(20), default="claimed")
    bound_to: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20), default="active")
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime())

    candidate: Mapped[Candidate] = relationship(lazy="raise")

    @property
    def ref(self) -> str:
        return credential_ref(self.code, self.number, self.issued_on)

    @validates("number")
    def _fold(self, _name: str, number: str) -> str:
        self.number_folded = folded_number(number)
        return number


class Training(Model):
    """A completed programme, training, set of performances, education or document on file.

    Two rows may be alike in everything; ``content`` is a hash of all columns and ``occurrence``
    counts the rows that share it.
    """

    __tablename__ = "trainings"
    __table_args__ = (
        CheckConstraint(f"kind IN {TRAINING_KINDS}", name="kind"),
        CheckConstraint(f"evidence IN {EVIDENCE}", name="evidence"),
        *(CheckConstraint(f"{name} >= 0", name=name) for name in HOURS),
        CheckConstraint("occurrence >= 1", name="occurrence"),
        days_of_the_calendar("completed_on"),
        UniqueConstraint("candidate_id", "content", "occurrence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    topic: Mapped[str | None] = mapped_column(String(100))
    provider: Mapped[str | None] = mapped_column(String(200))
    accreditor: Mapped[str | None] = mapped_column(String(40))
    hours: Mapped[Decimal | None] = mapped_column(FixedPoint(2))
    classroom_hours: Mapped[Decimal | None] = mapped_column(FixedPoint(2))
    clinical_hours: Mapped[Decimal | None] = mapped_column(FixedPoint(2))
    externship_hours: Mapped[Decimal | None] = mapped_column(FixedPoint(2))
    in_person: Mapped[bool | None] = mapped_column()
    performances: Mapped[tuple[str, ...]] = mapped_column(Words(), default=())
    completed_on: Mapped[date | None] = mapped_column(Date)
    evidence: Mapped[str] = mapped_column(String(20), default="claimed")
    content: Mapped[str] = mapped_column(String(32))
    occurrence: Mapped[int] = mapped_column(default=1)

    candidate: Mapped[Candidate] = relationship(lazy="raise")


class CECredit(Model):
    """Continuing-education units towards the renewal of one type of credential."""

    __tablename__ = "ce_credits"
    __table_args__ = (
        CheckConstraint("units >= 0", name="units"),
        CheckConstraint("occurrence >= 1", name="occurrence"),
        days_of_the_calendar("earned_on"),
        UniqueConstraint("candidate_id", "content", "occurrence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(40), default="")
    units: Mapped[Decimal] = mapped_column(FixedPoint(2))
    earned_on: Mapped[date | None] = mapped_column(Date)
    provider: Mapped[str | None] = mapped_column(String(200))
    issuer_approved: Mapped[bool | None] = mapped_column()
    content: Mapped[str] = mapped_column(String(32))
    occurrence: Mapped[int] = mapped_column(default=1)

    candidate: Mapped[Candidate] = relationship(lazy="raise")
