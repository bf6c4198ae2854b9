"""Facilities, whom they do not want back, and their assignments."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.candidates.models import ROLES, SHIFTS
from agency.column_types import FixedPoint, Money, UTCDateTime, Words, days_of_the_calendar
from agency.credentials.models import EVIDENCE
from agency.extensions import Model

STATUSES = ("open", "draft", "on_hold", "filled", "closed", "cancelled")
AMOUNTS = ("pay_rate", "bill_rate", "hours_per_week", "guaranteed_hours")
PRIORITIES = ("normal", "high", "urgent")


class Facility(Model):
    """A client's site, by its name."""

    __tablename__ = "facilities"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("length(zip) = 5", name="zip"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    zip: Mapped[str | None] = mapped_column(String(5))
    state: Mapped[str | None] = mapped_column(String(2))
    setting: Mapped[str | None] = mapped_column(String(40))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime())

    do_not_return: Mapped[list[DoNotReturn]] = relationship(
        order_by="DoNotReturn.candidate_ref", lazy="raise", passive_deletes=True
    )


class DoNotReturn(Model):
    """A candidate a facility does not want back, by a reference that need not be imported yet."""

    __tablename__ = "do_not_return"
    __table_args__ = (CheckConstraint("candidate_ref <> ''", name="candidate_ref"),)

    facility_id: Mapped[int] = mapped_column(
        ForeignKey("facilities.id", ondelete="CASCADE"), primary_key=True
    )
    candidate_ref: Mapped[str] = mapped_column(String(40), primary_key=True)


class Assignment(Model):
    """The demand for one or more people over a run of days; blank place means the facility's."""

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("ref <> ''", name="ref"),
        CheckConstraint("length(zip) = 5", name="zip"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint(f"priority IN {PRIORITIES}", name="priority"),
        CheckConstraint(f"min_evidence IN {EVIDENCE}", name="min_evidence"),
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint(f"shift IN {SHIFTS}", name="shift"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("openings >= 1", name="openings"),
        *(CheckConstraint(f"{name} >= 0", name=name) for name in AMOUNTS),
        days_of_the_calendar("starts_on", "ends_on"),
        Index("ix_assignments_facility_id", "facility_id"),
        Index(
            "ix_assignments_open",
            "ends_on",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(40), unique=True)
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facilities.id"))
    zip: Mapped[str | None] = mapped_column(String(5))
    state: Mapped[str | None] = mapped_column(String(2))
    setting: Mapped[str | None] = mapped_column(String(40))
    delegator: Mapped[str | None] = mapped_column(String(40))
    supervision: Mapped[str | None] = mapped_column(String(40))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    openings: Mapped[int] = mapped_column(default=1)
    pay_rate: Mapped[Decimal | None] = mapped_column(Money())
    bill_rate: Mapped[Decimal | None] = mapped_column(Money())
    priority: Mapped[str] = mapped_column(String(10), default="normal")
    status: Mapped[str] = mapped_column(String(10), default="open")
    accepted_certifications: Mapped[tuple[str, ...]] = mapped_column(Words(), default=())
    tasks: Mapped[tuple[str, ...]] = mapped_column(Words(), default=())
    required_skills: Mapped[tuple[str, ...]] = mapped_column(Words(), default=())
    preferred_skills: Mapped[tuple[str, ...]] = mapped_column(Words(), default=())
    client_requirements: Mapped[tuple[str, ...]] = mapped_column(Words(), default=())
    min_evidence: Mapped[str | None] = mapped_column(String(20))
    role: Mapped[str | None] = mapped_column(String(60))
    specialty: Mapped[str | None] = mapped_column(String(60))
    shift: Mapped[str | None] = mapped_column(String(10))
    hours_per_week: Mapped[Decimal | None] = mapped_column(FixedPoint(2))
    guaranteed_hours: Mapped[Decimal | None] = mapped_column(FixedPoint(2))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime())

    facility: Mapped[Facility | None] = relationship(lazy="raise")
