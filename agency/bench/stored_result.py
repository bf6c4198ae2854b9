"""All that is stored of a run, in one number: two ways of finding it can be held together."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.models import Match, MatchRun, Shortlist

AT_ONCE = 1000


def result_of(run: MatchRun) -> str:
    """SHA-256 over every list of a run and every line of it, by references."""
    digest = hashlib.sha256()
    lists = [column for column in Shortlist.__table__.c if column.name not in ("id", "run_id")]
    lines = [column for column in Match.__table__.c if column.name != "shortlist_id"]
    of_run = Shortlist.run_id == run.id
    for statement in (
        select(Assignment.ref, *lists)
        .join(Shortlist, Shortlist.assignment_id == Assignment.id)
        .where(of_run)
        .order_by(Assignment.ref),
        select(Assignment.ref, Candidate.ref, *lines)
        .join(Shortlist, Shortlist.assignment_id == Assignment.id)
        .join(Match, Match.shortlist_id == Shortlist.id)
        .join(Candidate, Candidate.id == Match.candidate_id)
        .where(of_run)
        .order_by(Assignment.ref, Match.tier, Match.position),
    ):
        rows = db.session.execute(statement.execution_options(yield_per=AT_ONCE))
        for row in rows:
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()
