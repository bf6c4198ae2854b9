"""Match runs, the shortlist of each assignment, and the matches on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import Json, UTCDateTime
from agency.extensions import Model

RUN_STATES = ("running", "complete", "incomplete")
OUTCOMES = ("matched", "blocked", "no_rules")
TIERS = ("eligible", "near_miss")


class MatchRun(Model):
    """Everybody put to every open assignment as of one day, by one rulebook and one set of facts.

    ``rulebook``, ``snapshot`` and ``settings`` are SHA-256 fingerprints: of the rules, of the
    facts as they were read, and of the weights and sizes. Equal inputs are one run.
    """

    __tablename__ = "match_runs"
    __table_args__ = (
        CheckConstraint(f"state IN {RUN_STATES}", name="state"),
        UniqueConstraint("as_of", "rulebook", "snapshot", "settings"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    as_of: Mapped[date] = mapped_column(Date)
    rulebook: Mapped[str] = mapped_column(String(64))
    snapshot: Mapped[str] = mapped_column(String(64))
    settings: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    scale: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class Shortlist(Model):
    """What one run says of one assignment: exact counts, or why there is nobody to count.

    ``preferred_skills`` (how many) and ``specialty`` are what its scores were measured against.
    """

    __tablename__ = "shortlists"
    __table_args__ = (
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        UniqueConstraint("run_id", "assignment_id"),
        Index("ix_shortlists_assignment_id", "assignment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    outcome: Mapped[str] = mapped_column(String(12))
    eligible: Mapped[int] = mapped_column(default=0)
    unknown: Mapped[int] = mapped_column(default=0)
    ineligible: Mapped[int] = mapped_column(default=0)
    near_misses: Mapped[int] = mapped_column(default=0)
    preferred_skills: Mapped[int] = mapped_column(default=0)
    specialty: Mapped[str | None] = mapped_column(String(60))
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    to_confirm: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)


class Match(Model):
    """One stored pair: among the best eligible, or among the nearest misses with its one gap.

    ``measures`` is what each part of the score rests on, in the order of the parts.
    """

    __tablename__ = "matches"
    __table_args__ = (
        CheckConstraint(f"tier IN {TIERS}", name="tier"),
        Index("ix_matches_candidate_id", "candidate_id"),
    )

    shortlist_id: Mapped[int] = mapped_column(
        ForeignKey("shortlists.id", ondelete="CASCADE"), primary_key=True
    )
    tier: Mapped[str] = mapped_column(String(10), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    verdict: Mapped[str] = mapped_column(String(10))
    score: Mapped[int] = mapped_column()
    measures: Mapped[list[int]] = mapped_column(Json, default=list)
    gap: Mapped[str | None] = mapped_column(String(80))
    renewable: Mapped[bool] = mapped_column(default=False)
