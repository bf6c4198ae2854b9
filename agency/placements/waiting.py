"""Placements on which somebody is to say a word: the client of one submitted, she of an offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.paging import Page, Position, SortKey, beyond, cut
from agency.placements.models import Placement

# By stage, who is to say the next word.
WAITING_STAGES = ("submitted", "offered")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One placement that waits, and since when nothing has changed about it."""

    candidate_ref: str
    candidate_name: str
    assignment_ref: str
    facility: str | None
    stage: str
    since: datetime


@dataclass(frozen=True, slots=True)
class WaitingStage:
    """How many placements wait in one stage, and the one that has waited longest."""

    number: int
    oldest: Waiting


def waiting_by_stage() -> dict[str, WaitingStage]:
    """Of each stage in which placements wait, in one query; a stage with none is left out."""
    ranked = (
        select(
            Placement.id,
            func.count().over(partition_by=Placement.stage).label("number"),
            func.row_number()
            .over(partition_by=Placement.stage, order_by=(Placement.changed_at, Placement.id))
            .label("place"),
        )
        .where(Placement.stage.in_(WAITING_STAGES))
        .subquery()
    )
    rows = db.session.execute(
        _waiting()
        .add_columns(ranked.c.number)
        .join(ranked, ranked.c.id == Placement.id)
        .where(ranked.c.place == 1)
    )
    return {row.stage: WaitingStage(row.number, _read(row)) for row in rows}


def page_of_waiting(stage: str, limit: int, after: Position | None = None) -> Page[Waiting]:
    """The placements of one stage, the one that has waited longest first."""
    keys = [SortKey(Placement.changed_at), SortKey(Placement.id)]
    at = [datetime.fromisoformat(after[0]), *after[1:]] if after else None
    rows = db.session.execute(
        _waiting()
        .where(Placement.stage == stage, beyond(keys, at))
        .order_by(Placement.changed_at, Placement.id)
        .limit(limit + 1)
    ).all()
    return cut([(_read(row), [row.changed_at.isoformat(), row.id]) for row in rows], limit)


def _waiting() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Placement.id,
            Placement.stage,
            Placement.changed_at,
            Candidate.ref,
            Candidate.first_name,
            Candidate.last_name,
            Assignment.ref.label("assignment_ref"),
            Facility.name.label("facility"),
        )
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
    )


def _read(row: Any) -> Waiting:
    name = f"{row.first_name} {row.last_name}".strip()
    return Waiting(row.ref, name, row.assignment_ref, row.facility, row.stage, row.changed_at)
