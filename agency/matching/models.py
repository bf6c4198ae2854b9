"""Match runs, their shards, the shortlist of each assignment, the matches on it, and changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import Json, UTCDateTime
from agency.extensions import Model

RUN_STATES = ("running", "complete", "incomplete")
OUTCOMES = ("matched", "blocked", "no_rules", "not_open")
TIERS = ("eligible", "near_miss")
CHANGES = (
    *("became_eligible", "no_longer_eligible", "renewal_on_course", "renewal_off_course"),
    *("opened", "closed", "blocked", "unblocked"),
)
CAUSES = (
    *("new_candidate", "candidate_removed", "candidate_changed", "availability_changed"),
    *("placement_confirmed", "placement_ended", "pay_changed"),
    *("document_verified", "credential_added", "credential_changed", "credential_removed"),
    *("credential_lapsed", "training_changed", "credits_changed"),
    *("assignment_opened", "assignment_closed", "assignment_changed"),
    *("law_changed", "standard_changed", "days_passed"),
)


class MatchRun(Model):
    """Everybody put to every open assignment as of one day, by one rulebook and one set of facts.

    ``rulebook``, ``snapshot`` and ``settings`` are SHA-256 fingerprints: of the rules, of the
    facts as they were read, and of the weights and sizes, of which ``lists`` are how many people
    each of its lists has room for, None where that was not kept yet. Equal inputs are one run,
    unless others were matched in between: then they are matched ``again``, for the second, third, …
    time.

    A *full* run has a shortlist for every open assignment. A *delta* run follows its ``parent``
    and holds only the shortlists that came out otherwise; its ``base`` is the full run that the
    chain began with, whose day it keeps, and its snapshot only what was changed. ``seen`` is which
    edits the facts include, as ranges of their ids. ``compared_with`` is the run since which
    its changes are told.
    """

    __tablename__ = "match_runs"
    __table_args__ = (
        CheckConstraint(f"state IN {RUN_STATES}", name="state"),
        CheckConstraint("(parent_id IS NULL) = (base_id IS NULL)", name="delta"),
        CheckConstraint("shards_done BETWEEN 0 AND shards", name="shards_done"),
        UniqueConstraint("as_of", "rulebook", "snapshot", "settings", "again"),
        # Two deltas of one run would be two truths.
        UniqueConstraint("parent_id"),
        Index("ix_match_runs_base_id", "base_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"))
    base_id: Mapped[int | None] = mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"))
    compared_with_id: Mapped[int | None] = mapped_column(
        ForeignKey("match_runs.id", ondelete="SET NULL")
    )
    as_of: Mapped[date] = mapped_column(Date)
    rulebook: Mapped[str] = mapped_column(String(64))
    snapshot: Mapped[str] = mapped_column(String(64))
    settings: Mapped[str] = mapped_column(String(64))
    again: Mapped[int] = mapped_column(default=0)
    seen: Mapped[list[list[int]]] = mapped_column(Json, default=list)
    candidates: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12))
    shards: Mapped[int] = mapped_column(default=0)
    shards_done: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    scale: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    lists: Mapped[dict[str, int] | None] = mapped_column(Json)

    @property
    def subject(self) -> str:
        """What the jobs of this run are about."""
        return subject_of(self.id)

    @property
    def full(self) -> bool:
        return self.parent_id is None


def subject_of(run_id: int) -> str:
    return f"run:{run_id}"


class MatchShard(Model):
    """A share of a full run: assignments of one state, by reference, with what it took."""

    __tablename__ = "match_shards"

    run_id: Mapped[int] = mapped_column(
        ForeignKey("match_runs.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(2))
    refs: Mapped[list[str]] = mapped_column(Json)
    usage: Mapped[dict[str, float] | None] = mapped_column(Json)


class StoredSnapshot(Model):
    """Facts as they were read, compressed, by their fingerprint; several runs may rest on one.

    ``made_at`` is when a run was last begun with them.
    """

    __tablename__ = "snapshots"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[int] = mapped_column()
    made_at: Mapped[datetime] = mapped_column(UTCDateTime())


class SnapshotPiece(Model):
    """A part of a stored snapshot that is small enough for one row."""

    __tablename__ = "snapshot_pieces"

    fingerprint: Mapped[str] = mapped_column(
        ForeignKey("snapshots.fingerprint", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Shortlist(Model):
    """What one run says of one assignment: exact counts, or why there is nobody to count.

    ``ineligible`` is as of that run: whoever joins later without being anything to the assignment
    counts by the number of candidates of later runs alone. ``preferred_skills`` (how many) and
    ``specialty`` are what its scores were measured against. ``eligible_people`` and
    ``renewable_people`` are the row ids of all who are eligible, and of all near misses whose
    renewal is on course, packed: whom the lists have no room for counts too when it is told what
    changed.
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
    renewable: Mapped[int] = mapped_column(default=0)
    preferred_skills: Mapped[int] = mapped_column(default=0)
    specialty: Mapped[str | None] = mapped_column(String(60))
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    to_confirm: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    eligible_people: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    renewable_people: Mapped[bytes] = mapped_column(LargeBinary, default=b"")


class RequirementCounts(Model):
    """How many people each requirement of one assignment lets through, as of one run.

    A delta has a row for each assignment of which these numbers came out otherwise, with all of
    them, also where the shortlist is as before.
    """

    __tablename__ = "requirement_counts"
    __table_args__ = (Index("ix_requirement_counts_assignment_id", "assignment_id"),)

    run_id: Mapped[int] = mapped_column(
        ForeignKey("match_runs.id", ondelete="CASCADE"), primary_key=True
    )
    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True
    )
    counts: Mapped[dict[str, Any]] = mapped_column(Json)


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


class RunChange(Model):
    """One thing that a run finds otherwise than the run before, and what brought it about.

    Without a candidate it is about the assignment as a whole.
    """

    __tablename__ = "run_changes"
    __table_args__ = (
        CheckConstraint(f"change IN {CHANGES}", name="change"),
        CheckConstraint(f"cause IN {CAUSES}", name="cause"),
        Index("ix_run_changes_run_id", "run_id"),
        Index("ix_run_changes_assignment_id", "assignment_id"),
        Index("ix_run_changes_candidate_id", "candidate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE")
    )
    change: Mapped[str] = mapped_column(String(24))
    cause: Mapped[str] = mapped_column(String(32))
    says: Mapped[str] = mapped_column(Text)
