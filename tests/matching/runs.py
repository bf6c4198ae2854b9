"""What runs leave in the database."""

from __future__ import annotations

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.matching.models import Match, MatchRun, Shortlist

# What a stored match says, with references for row ids.
Kept = tuple[str, str, int, str, str, int, str, str, bool]


def stored(database: SQLAlchemy) -> list[Kept]:
    """All stored matches, in the order of assignments, tiers and positions."""
    found = database.session.execute(
        select(
            Assignment.ref,
            Match.tier,
            Match.position,
            Candidate.ref,
            Match.verdict,
            Match.score,
            Match.measures,
            func.coalesce(Match.gap, ""),
            Match.renewable,
        )
        .join(Shortlist, Shortlist.id == Match.shortlist_id)
        .join(Assignment, Assignment.id == Shortlist.assignment_id)
        .join(Candidate, Candidate.id == Match.candidate_id)
        .order_by(Assignment.ref, Match.tier, Match.position)
    )
    return [(*row[:6], str(row[6]), *row[7:]) for row in found]


def number_of_runs(database: SQLAlchemy) -> int:
    return database.session.scalar(select(func.count()).select_from(MatchRun)) or 0


def shortlists(database: SQLAlchemy) -> dict[str, Shortlist]:
    statement = select(Assignment.ref, Shortlist).join(
        Assignment, Assignment.id == Shortlist.assignment_id
    )
    return {row.ref: row.Shortlist for row in database.session.execute(statement)}
