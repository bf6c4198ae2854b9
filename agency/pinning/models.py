"""Pins and exclusions of pairs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.column_types import UTCDateTime
from agency.extensions import Model

KINDS = PIN, EXCLUSION = ("pin", "exclusion")
LONGEST_REASON, LONGEST_NAME = 500, 254


class Pin(Model):
    """A pair that every choice is to have (a pin) or never to have (an exclusion): one of them."""

    __tablename__ = "pins"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        UniqueConstraint("candidate_id", "assignment_id"),
        Index("ix_pins_assignment_id", "assignment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime())
    made_by: Mapped[str] = mapped_column(String(LONGEST_NAME))

    candidate: Mapped[Candidate] = relationship(lazy="raise")
    assignment: Mapped[Assignment] = relationship(lazy="raise")
