"""What is asked about assignments."""

from __future__ import annotations

from sqlalchemy import func, select

from agency.assignments.models import Assignment
from agency.extensions import db


def assignments_by_status() -> dict[str, int]:
    """How many assignments there are of each status that occurs."""
    statement = select(Assignment.status, func.count()).group_by(Assignment.status)
    return dict(db.session.execute(statement).all())
