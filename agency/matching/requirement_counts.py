"""How many people each requirement lets through, as runs have stored it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.extensions import db
from agency.matching.counted import Counted
from agency.matching.models import MatchRun, RequirementCounts
from agency.matching.serving import chain


def requirement_counts(run: MatchRun, assignment_id: int) -> Counted | None:
    """What counts of one assignment in ``run``; None where it was not matched. One query."""
    newest = (
        select(RequirementCounts.counts)
        .where(
            RequirementCounts.assignment_id == assignment_id,
            RequirementCounts.run_id.in_(chain(run)),
        )
        .order_by(RequirementCounts.run_id.desc())
        .limit(1)
    )
    said = db.session.scalar(newest)
    return Counted.from_json(said) if said else None


def counts_by_ref(run: MatchRun, refs: Collection[str]) -> dict[str, Counted]:
    """What counts of these assignments in ``run``, by reference, in one query."""
    newest = (
        select(RequirementCounts.assignment_id, func.max(RequirementCounts.run_id).label("run_id"))
        .join(Assignment, Assignment.id == RequirementCounts.assignment_id)
        .where(RequirementCounts.run_id.in_(chain(run)), among(Assignment.ref, refs))
        .group_by(RequirementCounts.assignment_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Assignment.ref, RequirementCounts.counts)
        .join(Assignment, Assignment.id == RequirementCounts.assignment_id)
        .join(
            newest,
            (newest.c.assignment_id == RequirementCounts.assignment_id)
            & (newest.c.run_id == RequirementCounts.run_id),
        )
    )
    return {ref: Counted.from_json(said) for ref, said in rows}
