"""The placements that are confirmed or working and not over, with all that a judgement needs.

In a number of queries that does not depend on how many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from agency.assignments.facts import assignment_facts
from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.bulk_lookup import among
from agency.candidates.facts import candidate_facts
from agency.candidates.models import Absence, Candidate
from agency.credentials.facts import credential_facts, training_facts
from agency.credentials.models import Credential, Training
from agency.extensions import Model, db
from agency.placements.models import BUSY_STAGES, Placement
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.spans import Spans, Window

Values = dict[str, Any]
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class BusyPlacement:
    """Somebody confirmed or working on an assignment; ``work`` has the days of the placement."""

    id: int
    candidate_id: int
    candidate_ref: str
    candidate_name: str
    assignment_id: int
    work: AssignmentFacts
    stage: str


def busy_placements(day: date) -> list[BusyPlacement]:
    """Those that are not over on ``day``, by their last references; in four queries."""
    busy = (Placement.stage.in_(BUSY_STAGES), Placement.ends_on >= day)
    work_of = _work(select(Placement.assignment_id).where(*busy))
    rows = db.session.execute(
        select(
            Placement.id,
            Placement.assignment_id,
            Placement.candidate_id,
            Placement.stage,
            Placement.starts_on,
            Placement.ends_on,
            Candidate.ref,
            Candidate.first_name,
            Candidate.last_name,
        )
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .where(*busy)
        .order_by(Candidate.ref, Placement.starts_on, Placement.id)
    )
    return [_busy(row, work_of[row.assignment_id]) for row in rows]


def _busy(row: Any, work: AssignmentFacts) -> BusyPlacement:
    return BusyPlacement(
        id=row.id,
        candidate_id=row.candidate_id,
        candidate_ref=row.ref,
        candidate_name=f"{row.first_name} {row.last_name}".strip(),
        assignment_id=row.assignment_id,
        work=replace(work, starts_on=row.starts_on, ends_on=row.ends_on),
        stage=row.stage,
    )


def _work(ids: Select[int]) -> dict[int, AssignmentFacts]:
    """The facts of these assignments by row id, in three queries."""
    rows = _rows(_all_of(Assignment).where(Assignment.id.in_(ids)))
    used = select(Assignment.facility_id).where(Assignment.id.in_(ids))
    sites = {row["id"]: row for row in _rows(_all_of(Facility).where(Facility.id.in_(used)))}
    refused = _gathered(
        select(DoNotReturn.facility_id, DoNotReturn.candidate_ref).where(
            DoNotReturn.facility_id.in_(used)
        )
    )
    return {
        row["id"]: assignment_facts(
            row, sites.get(row["facility_id"]), (ref for (ref,) in refused[row["facility_id"]])
        )
        for row in rows
    }


def people_of(placements: Collection[BusyPlacement]) -> Iterator[CandidateFacts]:
    """Each one's candidate, in their order, in five queries: all that decides on her placement.

    The days of the placement itself, and of others on the same assignment, do not count as taken.
    Continuing education, which decides on renewals alone, is left out.
    """
    ids = {one.candidate_id for one in placements}
    people = {row["id"]: row for row in _rows(_all_of(Candidate).where(among(Candidate.id, ids)))}
    away = _gathered(
        select(Absence.candidate_id, Absence.first_day, Absence.last_day).where(
            among(Absence.candidate_id, ids)
        )
    )
    held, trained = _held(Credential, ids), _held(Training, ids)
    taken = _taken(ids)
    facts = {
        id: candidate_facts(
            {**people[id], "unavailable": away[id]},
            credentials=map(credential_facts, held[id]),
            trainings=map(training_facts, trained[id]),
        )
        for id in ids
    }
    for one in placements:
        yield replace(facts[one.candidate_id], busy=_other_days(taken[one.candidate_id], one))


def _taken(ids: Collection[int]) -> Mapping[int | None, list[tuple[Any, ...]]]:
    """The days on which each is placed, with the assignment."""
    return _gathered(
        select(
            Placement.candidate_id, Placement.assignment_id, Placement.starts_on, Placement.ends_on
        ).where(among(Placement.candidate_id, ids), Placement.stage.in_(BUSY_STAGES))
    )


def _other_days(taken: Iterable[tuple[Any, ...]], here: BusyPlacement) -> Spans:
    return Spans.of(
        Window.between(first, last)
        for assignment_id, first, last in taken
        if assignment_id != here.assignment_id
    )


def _held(
    model: type[Credential] | type[Training], ids: Collection[int]
) -> Mapping[int | None, list[Values]]:
    found: dict[int | None, list[Values]] = defaultdict(list)
    for row in _rows(_all_of(model).where(among(model.candidate_id, ids))):
        found[row["candidate_id"]].append(row)
    return found


def _gathered(statement: Select[*tuple[Any, ...]]) -> Mapping[int | None, list[tuple[Any, ...]]]:
    """The other columns by the first; nothing under any other key."""
    found: dict[int | None, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *values in db.session.execute(statement):
        found[key].append(tuple(values))
    return found


def _all_of(model: type[Model]) -> Select[Any]:
    """All columns, as values by name: nothing is kept in the session, so nothing goes stale."""
    return select(*model.__table__.columns)


def _rows(statement: Select[Any]) -> list[Values]:
    return [row._asdict() for row in db.session.execute(statement)]
