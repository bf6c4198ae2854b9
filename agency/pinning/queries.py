"""What is asked about pins."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.pinning.models import Pin


def whole_pins() -> Select[Pin]:
    """Pins with all that their description tells; to be filtered and sorted as needed."""
    return select(Pin).options(
        joinedload(Pin.candidate, innerjoin=True), joinedload(Pin.assignment, innerjoin=True)
    )


def standing_pins() -> Select[Pin]:
    """The same without those that stayed behind with a file that is a part of another."""
    return whole_pins().where(Pin.candidate.has(Candidate.merged_into.is_(None)))


def pin_of(candidate_ref: str, assignment_ref: str) -> Pin | None:
    """What is wanted of a pair, if anything is."""
    pair = whole_pins().where(
        Pin.candidate.has(Candidate.ref == candidate_ref),
        Pin.assignment.has(Assignment.ref == assignment_ref),
    )
    return db.session.scalars(pair).one_or_none()


def work_pinned_for(candidate_ids: Collection[int]) -> list[int]:
    """The row ids of all assignments of which something is wanted of these candidates."""
    of_them = Pin.candidate_id.in_(candidate_ids)
    return list(db.session.scalars(select(Pin.assignment_id).where(of_them)))


def pins_of_candidate(candidate_id: int) -> Sequence[Pin]:
    """What is wanted of a candidate, in the order in which it was."""
    of_her = whole_pins().where(Pin.candidate_id == candidate_id)
    return db.session.scalars(of_her.order_by(Pin.made_at, Pin.id)).all()
