"""Choose three pairs of the newest run worth explaining: CANDIDATE ASSIGNMENT, one a line."""

from __future__ import annotations

import click
from sqlalchemy import ColumnElement, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.cli.context import app_with_database
from agency.extensions import db
from agency.matching.models import Match, Shortlist
from agency.matching.queries import newest_run
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN

# A gap in a credential has dates to show; others are simply so.
DATED_GAPS = Match.gap.like("client:%") | (Match.gap == "certification")


def first(run_id: int, *wanted: ColumnElement[bool]) -> str | None:
    """The best of the stored pairs that are wanted; renewable ones come first."""
    found = db.session.execute(
        select(Candidate.ref, Assignment.ref)
        .select_from(Match)
        .join(Shortlist, Match.shortlist_id == Shortlist.id)
        .join(Candidate, Match.candidate_id == Candidate.id)
        .join(Assignment, Shortlist.assignment_id == Assignment.id)
        .where(Shortlist.run_id == run_id, *wanted)
        .order_by(Match.renewable.desc(), Match.score.desc(), Assignment.ref, Candidate.ref)
        .limit(1)
    ).one_or_none()
    return " ".join(found) if found else None


with app_with_database().app_context():
    run_id = newest_run().id
    pairs = (
        first(run_id, Match.verdict == ELIGIBLE),
        first(run_id, Match.verdict == INELIGIBLE, DATED_GAPS),
        first(run_id, Match.verdict == UNKNOWN),
    )
click.echo("\n".join(filter(None, pairs)))
