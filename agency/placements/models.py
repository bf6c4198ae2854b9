"""Who is put to which assignment, and how far it has come."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.column_types import UTCDateTime, days_of_the_calendar
from agency.extensions import Model

STAGES = (
    "shortlisted",
    "submitted",
    "interview",
    "offered",
    "confirmed",
    "working",
    "completed",
    "withdrawn",
    "declined",
    "cancelled",
)
BUSY_STAGES = ("confirmed", "working")
# Those of somebody who is put forward or at work; after the others nothing more comes.
OPEN_STAGES = STAGES[: STAGES.index("working") + 1]
COMPLETED = "completed"


class Placement(Model):
    """One candidate on one assignment from a day on; confirmed and working ones make her busy."""

    __tablename__ = "placements"
    __table_args__ = (
        CheckConstraint(f"stage IN {STAGES}", name="stage"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        days_of_the_calendar("starts_on", "ends_on"),
        UniqueConstraint("candidate_id", "assignment_id", "starts_on"),
        Index("ix_placements_assignment_id", "assignment_id"),
        Index("ix_placements_stage", "stage", "changed_at", "id"),
        Index(
            "ix_placements_busy",
            "candidate_id",
            sqlite_where=text(f"stage IN {BUSY_STAGES}"),
            postgresql_where=text(f"stage IN {BUSY_STAGES}"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    stage: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime())

    candidate: Mapped[Candidate] = relationship(lazy="raise")
    assignment: Mapped[Assignment] = relationship(lazy="raise")
