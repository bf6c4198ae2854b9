"""What is asked about assignments."""

from __future__ import annotations

from sqlalchemy import select

from agency.assignments.models import Facility
from agency.extensions import db


def facility_names() -> set[str]:
    """The names of all facilities."""
    return set(db.session.scalars(select(Facility.name)))


def facility_states() -> dict[str, str | None]:
    """The state of each facility by its name; None where it is not on file."""
    return dict(db.session.execute(select(Facility.name, Facility.state)).all())
