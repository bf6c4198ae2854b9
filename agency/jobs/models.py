"""Jobs, and the sign of life of those who do them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import Json, UTCDateTime
from agency.extensions import Model

STATES = ("pending", "running", "done", "dead")
TICK = "tick"
PENDING = text("state = 'pending'")
UNFINISHED = text("state IN ('pending', 'running')")


class Job(Model):
    """A piece of work, by the name of its kind and plain arguments.

    Whoever claims it holds it until ``lease_until`` and for as long as ``fence`` is the number it
    was claimed with. A running job without a ``worker`` waits: for its next attempt after an
    error, or to be taken up again after its worker was told to stop.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        # Of equal work one piece waits at most; what arrives while it is being done waits anew.
        Index(
            "uq_jobs_pending_unique_key",
            "unique_key",
            unique=True,
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
        Index("ix_jobs_unique_key", "unique_key"),
        Index("ix_jobs_subject", "subject"),
        Index(
            "ix_jobs_unfinished",
            "due_at",
            sqlite_where=UNFINISHED,
            postgresql_where=UNFINISHED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    args: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    subject: Mapped[str | None] = mapped_column(String(80))
    unique_key: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10), default="pending")
    due_at: Mapped[datetime] = mapped_column(UTCDateTime())
    hinted_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime())
    worker: Mapped[str | None] = mapped_column(String(120))
    last_error: Mapped[str | None] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime())


class Heartbeat(Model):
    """When something that must go on for ever last went on; ``tick`` is what hands out the work."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(UTCDateTime())
