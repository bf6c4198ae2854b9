"""What is known of one person for her pathways, her work in our placements included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.candidates.standing import require_not_merged
from agency.errors import NotFound
from agency.extensions import db
from agency.placements.models import COMPLETED, Placement
from agency.placements.people import Files
from agency.rules.pathways.record import Record, Worked
from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.rules.spans import Spans

WORKED_STAGES = ("working", COMPLETED)


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """A candidate's record, with the name that the record leaves out."""

    name: str
    record: Record


def record_of(candidate_ref: str, day: date) -> NamedRecord:
    """Her record on ``day``, in six queries; raises NotFound, and MergedAway."""
    files = Files(Candidate.ref == candidate_ref)
    for id, row in files.candidates.items():
        require_not_merged(candidate_ref, row["merged_into"])
        person = files.put_to(id, None)
        record = Record(
            facts=person.facts,
            years_experience=row["years_experience"],
            worked=tuple(worked_by(id, day)),
            career_goal=row["career_goal"],
        )
        return NamedRecord(person.name, record)
    raise NotFound("candidate", candidate_ref)


def worked_by(candidate_id: int, day: date) -> Iterator[Worked]:
    """Her placements as a medical assistant through ``day``, with the hours of the assignment.

    One query.
    """
    as_assistant = or_(Assignment.role.is_(None), Assignment.role == MEDICAL_ASSISTANT)
    rows = db.session.execute(
        select(Placement.starts_on, Placement.ends_on, Assignment.hours_per_week)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(
            Placement.candidate_id == candidate_id,
            Placement.stage.in_(WORKED_STAGES),
            Placement.starts_on <= day,
            as_assistant,
        )
    )
    for first, last, hours_per_week in rows:
        yield Worked(Spans.between(first, min(last, day)), hours_per_week)
