"""Lists of who is excluded as they were loaded, who was screened against them, and what was found.

Nothing here is a verdict: a finding is a likeness of two records, and people decide what it means.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.candidates.models import Candidate
from agency.column_types import Json, UTCDateTime
from agency.extensions import Model

FULL, ADDITIONS, REINSTATEMENTS = "full", "additions", "reinstatements"
KINDS = (FULL, ADDITIONS, REINSTATEMENTS)
OPEN, NOT_SAME, SAME, OVER = "open", "not_same", "same", "over"
STATES = (OPEN, NOT_SAME, SAME, OVER)
# What a specialist can say of a finding; the last only of one whose record has left its list.
RELEASED, UNDONE = "released", "undone"
DECISIONS = (SAME, NOT_SAME, RELEASED)
LONGEST_NAME, LONGEST_REASON = 254, 1000


class ListLoad(Model):
    """A file of a list as it was taken up: what it was, and what it changed.

    It counts once it is ``done``; until then, and for good where it was cut short, none of its rows
    stands on the list.

    ``month``, YYYY-MM, is that of a monthly file; ``file_day`` the day up to which the file goes.
    ``people`` are its rows about individuals, the only ones that are kept; ``listed`` how many
    stood on the list once it was loaded. ``notes`` is what was told to whoever loaded it.
    """

    __tablename__ = "exclusion_loads"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        Index("ix_exclusion_loads_source", "source", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(14))
    file_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    sha256: Mapped[str] = mapped_column(String(64))
    file_day: Mapped[date] = mapped_column(Date)
    month: Mapped[str] = mapped_column(String(7))
    rows: Mapped[int]
    people: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    removed: Mapped[int]
    listed: Mapped[int]
    notes: Mapped[list[str]] = mapped_column(Json, default=list)
    loaded_at: Mapped[datetime] = mapped_column(UTCDateTime())
    loaded_by: Mapped[str] = mapped_column(String(LONGEST_NAME))
    done: Mapped[bool] = mapped_column(default=True)


class ListRecord(Model):
    """A row of a list about one person; it is the same while its content is.

    ``content`` is the row by its own columns, blanks left out, and ``fingerprint`` a hash of it.
    ``identity`` is what two rows about one exclusion have in common where the rest was corrected.
    It stands on its list until ``removed_in``, and may come back; where it was ``added_in`` that
    very load it never stood there. ``ended_on`` is the last day of an exclusion that ends by
    itself. A ``reinstatement`` takes rows off the list and is none.
    """

    __tablename__ = "exclusion_records"
    __table_args__ = (
        UniqueConstraint("source", "fingerprint"),
        Index("ix_exclusion_records_identity", "identity"),
        Index(
            "ix_exclusion_records_listed",
            "source",
            "id",
            sqlite_where=text("removed_in IS NULL"),
            postgresql_where=text("removed_in IS NULL"),
        ),
        Index("ix_exclusion_records_added_in", "added_in"),
        Index("ix_exclusion_records_removed_in", "removed_in"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(10))
    fingerprint: Mapped[str] = mapped_column(String(64))
    identity: Mapped[str] = mapped_column(String(64))
    reinstatement: Mapped[bool] = mapped_column(default=False)
    last_name: Mapped[str] = mapped_column(Text, default="")
    first_name: Mapped[str] = mapped_column(Text, default="")
    middle_name: Mapped[str] = mapped_column(Text, default="")
    suffix: Mapped[str] = mapped_column(Text, default="")
    city: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="")
    born_on: Mapped[date | None] = mapped_column(Date)
    listed_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    content: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    added_in: Mapped[int] = mapped_column(ForeignKey("exclusion_loads.id"))
    removed_in: Mapped[int | None] = mapped_column(ForeignKey("exclusion_loads.id"))


class ScreeningRun(Model):
    """Candidates screened at one moment against the lists as they stood.

    ``lists`` tells of each its name and of every file that it was made of the name, day, SHA-256
    and number of rows. ``month`` is that of ``day``, the agency's date. Of one that
    is ``folded`` rows are left out that say what a later one of the month says.
    """

    __tablename__ = "screening_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime())
    day: Mapped[date] = mapped_column(Date)
    month: Mapped[str] = mapped_column(String(7))
    why: Mapped[str] = mapped_column(String(40))
    lists: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    records: Mapped[int]
    candidates: Mapped[int]
    findings: Mapped[int]
    new_findings: Mapped[int]
    folded: Mapped[bool] = mapped_column(default=False)


class Screening(Model):
    """One candidate in a run: as whom she was screened, and which records were like hers.

    ``found`` names each finding with what a certificate tells of it. ``also_in`` are runs before it
    in the same month that said the same of her, by their row ids, the first first.
    """

    __tablename__ = "screenings"
    __table_args__ = (
        UniqueConstraint("candidate_id", "run_id"),
        Index("ix_screenings_run_id", "run_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    run_id: Mapped[int] = mapped_column(ForeignKey("screening_runs.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    home_zip: Mapped[str | None] = mapped_column(String(5))
    her_print: Mapped[str] = mapped_column(String(64))
    found: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    also_in: Mapped[list[int]] = mapped_column(Json, default=list)

    run: Mapped[ScreeningRun] = relationship(lazy="raise")


class Finding(Model):
    """A candidate and a record of a list that are alike, and what was decided of that.

    ``her_print`` is of what she was compared as. ``evidence`` are the lines of the comparison.
    ``why_open`` tells what brought it to the desk, such as that a record has changed.
    """

    __tablename__ = "screening_findings"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        UniqueConstraint("candidate_id", "record_id"),
        Index("ix_screening_findings_record_id", "record_id"),
        Index("ix_screening_findings_state", "state", "points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    record_id: Mapped[int] = mapped_column(ForeignKey("exclusion_records.id"))
    state: Mapped[str] = mapped_column(String(8), default=OPEN)
    her_print: Mapped[str] = mapped_column(String(64))
    points: Mapped[int]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    why_open: Mapped[str] = mapped_column(Text, default="")
    found_at: Mapped[datetime] = mapped_column(UTCDateTime())

    candidate: Mapped[Candidate] = relationship(lazy="raise")
    record: Mapped[ListRecord] = relationship(lazy="raise")
    decisions: Mapped[list[FindingDecision]] = relationship(
        order_by="FindingDecision.id", lazy="raise", passive_deletes=True
    )


class FindingDecision(Model):
    """What somebody decided of a finding, with what she had before her.

    ``state_before`` is what it was and is again where this is taken back by one that ``undoes_id``
    names it.
    """

    __tablename__ = "screening_decisions"
    __table_args__ = (
        CheckConstraint(f"decision IN {(*DECISIONS, UNDONE)}", name="decision"),
        CheckConstraint(f"state_before IN {STATES}", name="state_before"),
        Index("ix_screening_decisions_finding_id", "finding_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("screening_findings.id", ondelete="CASCADE"))
    decision: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime())
    by: Mapped[str] = mapped_column(String(LONGEST_NAME))
    user_id: Mapped[int | None]
    state_before: Mapped[str] = mapped_column(String(8))
    her_print: Mapped[str] = mapped_column(String(64))
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    undoes_id: Mapped[int | None] = mapped_column(
        ForeignKey("screening_decisions.id", ondelete="CASCADE"), unique=True
    )
