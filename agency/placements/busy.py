"""The placements that are confirmed or working and not over, with all that a judgement needs.

In a number of queries that does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.placements.models import BUSY_STAGES, Placement
from agency.placements.people import Files
from agency.placements.work import work_of
from agency.rules.facts import AssignmentFacts, CandidateFacts


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
    """Those that are not over on ``day``, by their last references; in three queries."""
    busy = (Placement.stage.in_(BUSY_STAGES), Placement.ends_on >= day)
    placed = select(Placement.assignment_id).where(*busy)
    facts_of = work_of(Assignment.id.in_(placed))
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
    return [_busy(row, facts_of[row.assignment_id]) for row in rows]


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


def people_of(placements: Collection[BusyPlacement]) -> Iterator[CandidateFacts]:
    """Each one's candidate, in their order, in six queries.

    The days of the placement itself, and of others on the same assignment, do not count as taken.
    """
    files = Files(among(Candidate.id, {one.candidate_id for one in placements}))
    for one in placements:
        yield files.put_to(one.candidate_id, one.assignment_id).facts
