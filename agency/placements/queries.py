"""What the explanation and the placement gate ask: everything known about one pair."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from agency.assignments.facts import assignment_facts
from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.bulk_lookup import among
from agency.candidates.facts import candidate_facts
from agency.candidates.models import Absence, Candidate
from agency.credentials.facts import ce_credit_facts, credential_facts, training_facts
from agency.credentials.models import CECredit, Credential, Training
from agency.errors import NotFound
from agency.extensions import Model, db
from agency.placements.models import BUSY_STAGES, COMPLETED, Placement
from agency.rules.facts import AssignmentFacts, CandidateFacts

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A candidate and an assignment as facts, with what the facts leave out.

    ``placed`` is the stage of her placement on this very assignment if she is confirmed or
    working there; its days do not count as busy.
    """

    candidate: CandidateFacts
    assignment: AssignmentFacts
    candidate_name: str
    assignment_status: str
    placed: str | None


@dataclass(frozen=True, slots=True)
class Placed:
    """The days of one placement, as ordinals, and whether they are taken by it."""

    assignment_ref: str
    first: int
    last: int
    busy: bool


def placements_by_person(refs: Collection[str]) -> dict[str, list[Placed]]:
    """All placements of these candidates, by reference, in one query."""
    rows = db.session.execute(
        select(
            Candidate.ref,
            Assignment.ref.label("assignment_ref"),
            Placement.starts_on,
            Placement.ends_on,
            Placement.stage,
        )
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(among(Candidate.ref, refs))
        .order_by(Candidate.ref, Placement.starts_on, Placement.id)
    )
    found: dict[str, list[Placed]] = {ref: [] for ref in refs}
    for ref, assignment_ref, first, last, stage in rows:
        days = first.toordinal(), last.toordinal()
        found[ref].append(Placed(assignment_ref, *days, busy=stage in BUSY_STAGES))
    return found


def facts_of_pair(candidate_ref: str, assignment_ref: str) -> Pair:
    """The pair as the database knows it, in nine queries; raises NotFound."""
    person = _by_ref(Candidate, candidate_ref)
    work = _by_ref(Assignment, assignment_ref)
    placements = _placements(person["id"])
    here = [row for row in placements if row["assignment_id"] == work["id"]]
    return Pair(
        candidate=_candidate(person, placements, work["id"]),
        assignment=_assignment(work),
        candidate_name=f"{person['first_name']} {person['last_name']}".strip(),
        assignment_status=work["status"],
        placed=next((row["stage"] for row in here if row["stage"] in BUSY_STAGES), None),
    )


def _by_ref(model: type[Candidate] | type[Assignment], ref: str) -> Values:
    found = _rows(_all_of(model).where(model.ref == ref))
    if not found:
        raise NotFound(model.__name__.lower(), ref)
    return found[0]


def _candidate(person: Values, placements: list[Values], assignment_id: int) -> CandidateFacts:
    away = select(Absence.first_day, Absence.last_day).where(Absence.candidate_id == person["id"])
    return candidate_facts(
        {**person, "unavailable": [tuple(row) for row in db.session.execute(away)]},
        credentials=map(credential_facts, _held(Credential, person["id"])),
        trainings=map(training_facts, _held(Training, person["id"])),
        ce_credits=map(ce_credit_facts, _held(CECredit, person["id"])),
        busy=[
            (row["starts_on"], row["ends_on"])
            for row in placements
            if row["stage"] in BUSY_STAGES and row["assignment_id"] != assignment_id
        ],
        completed_placements=sum(row["stage"] == COMPLETED for row in placements),
    )


def _assignment(work: Values) -> AssignmentFacts:
    site = _rows(_all_of(Facility).where(Facility.id == work["facility_id"]))
    refused = select(DoNotReturn.candidate_ref).where(
        DoNotReturn.facility_id == work["facility_id"]
    )
    return assignment_facts(work, site[0] if site else None, db.session.scalars(refused))


def _placements(candidate_id: int) -> list[Values]:
    """Her placements that make her busy or are completed, the earliest first."""
    return _rows(
        _all_of(Placement)
        .where(
            Placement.candidate_id == candidate_id, Placement.stage.in_((*BUSY_STAGES, COMPLETED))
        )
        .order_by(Placement.starts_on, Placement.id)
    )


def _held(
    model: type[Credential] | type[Training] | type[CECredit], candidate_id: int
) -> list[Values]:
    return _rows(_all_of(model).where(model.candidate_id == candidate_id))


def _all_of(model: type[Model]) -> Select[Any]:
    """All columns, as values by name: nothing is kept in the session, so nothing goes stale."""
    return select(*model.__table__.columns)


def _rows(statement: Select[Any]) -> list[Values]:
    return [row._asdict() for row in db.session.execute(statement)]
