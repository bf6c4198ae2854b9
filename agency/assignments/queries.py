"""What is asked about assignments."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from agency.assignments.models import Assignment, Facility
from agency.extensions import db


def assignments_by_status() -> dict[str, int]:
    """How many assignments there are of each status that occurs."""
    statement = select(Assignment.status, func.count()).group_by(Assignment.status)
    return dict(db.session.execute(statement).all())


def facility_names() -> set[str]:
    """The names of all facilities."""
    return set(db.session.scalars(select(Facility.name)))


def facility_states() -> dict[str, str | None]:
    """The state of each facility by its name; None where it is not on file."""
    return dict(db.session.execute(select(Facility.name, Facility.state)).all())


def open_and_over(day: date) -> int:
    """How many assignments are open by their status although their last day is before ``day``."""
    over = (Assignment.status == "open") & (Assignment.ends_on < day)
    return db.session.scalar(select(func.count()).select_from(Assignment).where(over)) or 0
