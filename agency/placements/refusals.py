"""What a placement may never be, whatever a rule or a person says of it.

This is not the gate that judges requirements: it keeps people from being booked twice, and from
being sent where they are not wanted.
"""

from __future__ import annotations

from sqlalchemy import select

from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.fields.schema import refused
from agency.placements.models import BUSY_STAGES, OPEN_STAGES, Placement
from agency.screening.holding import is_held


def require_standing(stage: str, candidate: Candidate, assignment: Assignment) -> None:
    """Refuse to put forward who is not active, who is on hold, or whom the facility does not want
    back."""
    if stage not in OPEN_STAGES:
        return
    if candidate.status != "active":
        raise refused(
            "candidate_ref", candidate.ref, f"somebody who is active, not {candidate.status}"
        )
    held, facility = _held_or_unwanted(candidate, assignment)
    if held:
        raise refused(
            "candidate_ref",
            candidate.ref,
            "somebody who is not on hold; a specialist found her to be on an exclusion list",
        )
    if facility:
        raise refused(
            "candidate_ref",
            candidate.ref,
            f"somebody who is not on the do-not-return list of {facility}",
        )


def _held_or_unwanted(candidate: Candidate, assignment: Assignment) -> tuple[bool, str | None]:
    """Whether she is on hold, and the facility that does not want her back; one query."""
    unwanted = (
        select(Facility.name)
        .join(DoNotReturn, DoNotReturn.facility_id == Facility.id)
        .where(Facility.id == assignment.facility_id, DoNotReturn.candidate_ref == candidate.ref)
    )
    both = select(is_held(), unwanted.scalar_subquery()).where(Candidate.id == candidate.id)
    held, facility = db.session.execute(both).one()
    return held, facility


def require_free(placement: Placement, field: str) -> None:
    """Refuse to book somebody on days on which another placement takes her; ``field`` is to blame.

    Her row must be locked, or two could be booked at once.
    """
    if placement.stage not in BUSY_STAGES:
        return
    statement = (
        select(Assignment.ref, Placement.stage, Placement.starts_on, Placement.ends_on)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(
            Placement.candidate_id == placement.candidate_id,
            Placement.id != placement.id,
            Placement.stage.in_(BUSY_STAGES),
            Placement.starts_on <= placement.ends_on,
            Placement.ends_on >= placement.starts_on,
        )
        .order_by(Placement.starts_on, Placement.id)
    )
    if other := db.session.execute(statement.limit(1)).one_or_none():
        ref, stage, first, last = other
        raise refused(
            field,
            getattr(placement, field),
            f"days on which {placement.candidate.ref} is free;"
            f" {ref} has her {stage} from {first} to {last}",
        )
