"""What is asked about candidates."""

from __future__ import annotations

from sqlalchemy import func, select

from agency.candidates.models import Candidate
from agency.extensions import db


def candidates_by_status() -> dict[str, int]:
    """How many candidates there are of each status that occurs."""
    statement = select(Candidate.status, func.count()).group_by(Candidate.status)
    return dict(db.session.execute(statement).all())
