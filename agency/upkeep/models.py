"""What candidates ask of all that is kept about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.candidates.models import Candidate
from agency.column_types import UTCDateTime
from agency.extensions import Model

OPEN, WITHDRAWN, SETTLED = "open", "withdrawn", "settled"
STATES = (OPEN, WITHDRAWN, SETTLED)
IS_OPEN = text("state = 'open'")


class DeletionRequest(Model):
    """A candidate asks that what is kept about her be deleted; of each there is one open at most.

    She may withdraw it while it is open; ``remark`` says what the agency did when it was settled.
    """

    __tablename__ = "deletion_requests"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_at"),
        Index(
            "uq_deletion_requests_open",
            "candidate_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime())
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    remark: Mapped[str] = mapped_column(Text(), default="")

    candidate: Mapped[Candidate] = relationship(lazy="raise")
