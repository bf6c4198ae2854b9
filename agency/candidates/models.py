"""Candidates and the days on which they are away."""

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
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.candidates.keys import keys_of
from agency.column_types import FixedPoint, Money, UTCDateTime, Words, days_of_the_calendar
from agency.extensions import Model

STATUSES = ("active", "inactive", "do_not_contact", "archived")
SHIFTS = ("day", "evening", "night", "weekend")
ROLES = (
    "medical_assistant",
    "medical_administrative_assistant",
    "medical_executive_assistant",
    "medical_office_manager",
    "medical_practice_manager",
    "business_office_manager",
    "medical_office_administrator",
    "patient_care_manager",
)


class Candidate(Model):
    """A person, by the agency's reference; nothing here tells age, sex or origin."""

    __tablename__ = "candidates"
    __table_args__ = (
        CheckConstraint("ref <> ''", name="ref"),
        CheckConstraint("length(home_zip) = 5", name="home_zip"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint(f"career_goal IN {ROLES}", name="career_goal"),
        CheckConstraint("max_travel_miles >= 0", name="max_travel_miles"),
        CheckConstraint("min_pay_rate >= 0", name="min_pay_rate"),
        CheckConstraint("years_experience >= 0", name="years_experience"),
        days_of_the_calendar("available_from"),
        # Not on SQLite: what makes a table anew there cannot read an index of expressions back.
        Index(
            "ix_candidates_name", text("lower(last_name)"), text("lower(first_name)"), "id"
        ).ddl_if(dialect="postgresql"),
        # By which twins are looked for, without looking at the rows themselves.
        Index("ix_candidates_email_key", "email_key", "id"),
        Index("ix_candidates_name_key_phone_key", "name_key", "phone_key", "id"),
        Index("ix_candidates_name_key_home_zip", "name_key", "home_zip", "id"),
        Index("ix_candidates_changed_at", "changed_at", "id"),
        Index("ix_candidates_status", "status"),
        # Which files were made a part of one.
        Index(
            "ix_candidates_merged_into",
            "merged_into",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(40), unique=True)
    first_name: Mapped[str] = mapped_column(String(200), default="")
    last_name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    home_zip: Mapped[str | None] = mapped_column(String(5))
    willing_states: Mapped[tuple[str, ...]] = mapped_column(Words(), default=())
    max_travel_miles: Mapped[Decimal | None] = mapped_column(FixedPoint(1))
    available_from: Mapped[date | None] = mapped_column(Date)
    min_pay_rate: Mapped[Decimal | None] = mapped_column(Money())
    skills: Mapped[tuple[str, ...]] = mapped_column(Words(), default=())
    years_experience: Mapped[Decimal | None] = mapped_column(FixedPoint(1))
    status: Mapped[str] = mapped_column(String(20), default="active")
    adult: Mapped[bool | None] = mapped_column()
    specialties: Mapped[tuple[str, ...]] = mapped_column(Words(), default=())
    shifts: Mapped[tuple[str, ...]] = mapped_column(Words(), default=())
    roles: Mapped[tuple[str, ...]] = mapped_column(Words(), default=())
    career_goal: Mapped[str | None] = mapped_column(String(60))
    # Whose file hers became a part of; what is left of it here is only shown as gone.
    merged_into: Mapped[str | None] = mapped_column(String(40))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime())
    # What `agency.candidates.keys` makes of her name, telephone number and address.
    email_key: Mapped[str] = mapped_column(String(508), default="")
    name_key: Mapped[str] = mapped_column(String(400), default="")
    phone_key: Mapped[str] = mapped_column(String(40), default="")

    absences: Mapped[list[Absence]] = relationship(
        order_by="Absence.first_day", lazy="raise", passive_deletes=True
    )

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Absence(Model):
    """Days, first and last included, on which a candidate said she is not available."""

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="days"),
        days_of_the_calendar("first_day", "last_day"),
        UniqueConstraint("candidate_id", "first_day", "last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)


@event.listens_for(Candidate, "before_insert")
@event.listens_for(Candidate, "before_update")
def _keep_keys(_mapper: Any, _connection: Any, row: Candidate) -> None:
    names = ("email", "first_name", "last_name", "phone")
    for key, value in keys_of({name: getattr(row, name) or "" for name in names}).items():
        setattr(row, key, value)
