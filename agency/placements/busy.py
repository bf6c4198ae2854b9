"""The placements that are confirmed or working and not over, with all that a judgement needs.

In a number of queries that does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.placements.models import BUSY_STAGES, Placement
from agency.placements.people import Files
from agency.placements.work import facts_of, with_sites
from agency.plain_rows import Values, plain_rows
from agency.rules.facts import AssignmentFacts, CandidateFacts

# What is told of a placement and its candidate, beside the columns of the assignment.
PLACED = {
    "placement_id": Placement.id,
    "candidate_id": Placement.candidate_id,
    "stage": Placement.stage,
    "placed_from": Placement.starts_on,
    "placed_until": Placement.ends_on,
    "candidate_ref": Candidate.ref,
    "first_name": Candidate.first_name,
    "last_name": Candidate.last_name,
}


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
    """Those that are not over on ``day``, by their references; in one query."""
    found = with_placements(day).order_by(Candidate.ref, Placement.starts_on, Placement.id)
    return [busy_of(row) for row in plain_rows(found)]


def with_placements(day: date) -> Select[Any]:
    """The rows from which `busy_of` reads a placement that is not over on ``day``."""
    rows = with_sites().add_columns(*(column.label(name) for name, column in PLACED.items()))
    placed = rows.join(Placement, Placement.assignment_id == Assignment.id)
    return placed.join(Candidate, Candidate.id == Placement.candidate_id).where(
        Placement.stage.in_(BUSY_STAGES), Placement.ends_on >= day
    )


def busy_of(row: Values) -> BusyPlacement:
    """The placement of a row of `with_placements`."""
    days = {"starts_on": row["placed_from"], "ends_on": row["placed_until"]}
    return BusyPlacement(
        id=row["placement_id"],
        candidate_id=row["candidate_id"],
        candidate_ref=row["candidate_ref"],
        candidate_name=f"{row['first_name']} {row['last_name']}".strip(),
        assignment_id=row["id"],
        work=facts_of({**row, **days}),
        stage=row["stage"],
    )


def people_of(placements: Collection[BusyPlacement]) -> Iterator[CandidateFacts]:
    """Each one's candidate, in their order, in five queries.

    The days of the placement itself, and of others on the same assignment, do not count as taken.
    """
    files = Files(among(Candidate.id, {one.candidate_id for one in placements}))
    for one in placements:
        yield files.put_to(one.candidate_id, one.assignment_id).facts
