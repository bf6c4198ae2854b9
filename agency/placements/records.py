"""What is known of one person for her pathways, her work in our placements included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.errors import NotFound
from agency.extensions import db
from agency.placements.models import COMPLETED, Placement
from agency.placements.people import Files
from agency.rules.pathway_record import Record
from agency.rules.spans import Spans, Window

WORKED_STAGES = ("working", COMPLETED)
MEDICAL_ASSISTANT = "medical_assistant"


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """A candidate's record, with the name that the record leaves out."""

    name: str
    record: Record


def record_of(candidate_ref: str, day: date) -> NamedRecord:
    """Her record on ``day``, in seven queries; raises NotFound."""
    files = Files(Candidate.ref == candidate_ref)
    for id, row in files.candidates.items():
        person = files.put_to(id, None)
        record = Record(
            facts=person.facts,
            years_experience=row["years_experience"],
            worked=_worked(id, day),
            career_goal=row["career_goal"],
        )
        return NamedRecord(person.name, record)
    raise NotFound("candidate", candidate_ref)


def _worked(candidate_id: int, day: date) -> Spans:
    """The days through ``day`` on which she worked for us as a medical assistant."""
    as_assistant = or_(Assignment.role.is_(None), Assignment.role == MEDICAL_ASSISTANT)
    rows = db.session.execute(
        select(Placement.starts_on, Placement.ends_on)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(
            Placement.candidate_id == candidate_id,
            Placement.stage.in_(WORKED_STAGES),
            Placement.starts_on <= day,
            as_assistant,
        )
    )
    return Spans.of(Window.between(first, min(last, day)) for first, last in rows)
