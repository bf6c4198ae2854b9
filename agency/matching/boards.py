"""The morning board: what a run leaves to be filled, and who at work or about to start is not
covered to the end.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import Json, UTCDateTime
from agency.extensions import Model
from agency.matching.placement_judging import RENEWALS
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN

RUNNING, STARTING = "running", "starting"
KINDS = (RUNNING, STARTING)
VERDICTS = (ELIGIBLE, UNKNOWN, INELIGIBLE)


class Board(Model):
    """What a run leaves to be filled, in all and by state.

    ``openings`` are those left of open assignments, and ``fillable`` those of them for which
    somebody is eligible, of each assignment at most as many as it has eligible people. ``states``
    has both the openings and the distinct eligible people of each state.
    """

    __tablename__ = "boards"

    run_id: Mapped[int] = mapped_column(
        ForeignKey("match_runs.id", ondelete="CASCADE"), primary_key=True
    )
    judged_at: Mapped[datetime] = mapped_column(UTCDateTime())
    starts_within: Mapped[int] = mapped_column()
    openings: Mapped[int] = mapped_column()
    fillable: Mapped[int] = mapped_column()
    states: Mapped[dict[str, dict[str, int]]] = mapped_column(Json)


class WatchedPlacement(Model):
    """A placement that is running, or starts soon, judged on the days it still has.

    There are those of one board, the last. ``gap_on`` is the first day that is not known to be
    covered, None where all are; ``requirement`` is what is missing on it, ``title`` and ``says``
    tell of that. ``covered_until`` is the last day of unbroken cover, also beyond the placement.
    ``segments`` are all days in order, as first day, last day and what they are (``met``,
    ``unknown``, ``unmet``); ``asked`` are the requirements in their order, each as what it is,
    its title and its id. ``paper`` is the type of the credential whose end is the gap, if one is,
    and ``renewal`` how its renewal stands.
    """

    __tablename__ = "watched_placements"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"verdict IN {VERDICTS}", name="verdict"),
        CheckConstraint(f"renewal IN {RENEWALS}", name="renewal"),
        Index("ix_watched_placements_gap_on", "kind", "gap_on"),
        Index("ix_watched_placements_run_id", "run_id"),
    )

    placement_id: Mapped[int] = mapped_column(
        ForeignKey("placements.id", ondelete="CASCADE"), primary_key=True
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"))
    as_of: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(10))
    verdict: Mapped[str] = mapped_column(String(10))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    gap_on: Mapped[date | None] = mapped_column(Date)
    covered_until: Mapped[date | None] = mapped_column(Date)
    uncovered_days: Mapped[int] = mapped_column()
    unknown_days: Mapped[int] = mapped_column()
    requirement: Mapped[str | None] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(Text)
    says: Mapped[str] = mapped_column(Text)
    paper: Mapped[str | None] = mapped_column(String(40))
    renewal: Mapped[str | None] = mapped_column(String(16))
    renew_by: Mapped[date | None] = mapped_column(Date)
    segments: Mapped[list[list[Any]]] = mapped_column(Json)
    asked: Mapped[list[list[str]]] = mapped_column(Json)
    judged_at: Mapped[datetime] = mapped_column(UTCDateTime())
