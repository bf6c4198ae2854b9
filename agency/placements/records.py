"""What is known of one person for her pathways, her work in our placements included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from agency.assignments.models import Assignment
from agency.candidates.facts import candidate_facts
from agency.candidates.models import Candidate
from agency.credentials.facts import credential_facts, training_facts
from agency.credentials.models import Credential, Training
from agency.errors import NotFound
from agency.extensions import Model, db
from agency.placements.models import COMPLETED, Placement
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
    """Her record on ``day``, in four queries; raises NotFound.

    Availability and units of continuing education have no part in a pathway and are left out.
    """
    (person,) = _rows(_all_of(Candidate).where(Candidate.ref == candidate_ref)) or (None,)
    if person is None:
        raise NotFound("candidate", candidate_ref)
    facts = candidate_facts(
        {**person, "unavailable": ()},
        credentials=map(credential_facts, _held(Credential, person["id"])),
        trainings=map(training_facts, _held(Training, person["id"])),
    )
    return NamedRecord(
        name=f"{person['first_name']} {person['last_name']}".strip(),
        record=Record(
            facts=facts,
            years_experience=person["years_experience"],
            worked=_worked(person["id"], day),
            career_goal=person["career_goal"],
        ),
    )


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


def _held(model: type[Credential] | type[Training], candidate_id: int) -> list[dict[str, Any]]:
    return _rows(_all_of(model).where(model.candidate_id == candidate_id))


def _all_of(model: type[Model]) -> Select[Any]:
    return select(*model.__table__.columns)


def _rows(statement: Select[Any]) -> list[dict[str, Any]]:
    return [row._asdict() for row in db.session.execute(statement)]
