"""What the explanation and the placement gate ask: everything known about one pair."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import require_not_merged
from agency.errors import NotFound
from agency.extensions import db
from agency.placements.models import BUSY_STAGES, Placement
from agency.placements.people import people_put_to
from agency.placements.work import works
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


def first_work_beyond(
    expiries: Collection[tuple[str, date]], day: date
) -> dict[tuple[str, date], Placed]:
    """The first work of each that goes on after an expiry, in one query.

    ``expiries`` are references of candidates with a day; work is confirmed or begun and has not
    ended before ``day``. Who has none is left out.
    """
    placed = placements_by_person({ref for ref, _ in expiries})
    found: dict[tuple[str, date], Placed] = {}
    for ref, expires_on in expiries:
        least = max(expires_on.toordinal() + 1, day.toordinal())
        work = next((one for one in placed[ref] if one.busy and one.last >= least), None)
        if work:
            found[ref, expires_on] = work
    return found


def require_shown(pair: Pair) -> None:
    """Drafts, what is on hold and what is over are the agency's own, unless she is put to it.

    For what a candidate asks about herself: raises NotFound, as for what is not there.
    """
    if pair.assignment_status == "open" or pair.placed:
        return
    ref = pair.assignment.ref
    hers = (
        select(Placement.id)
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(Candidate.ref == pair.candidate.ref, Assignment.ref == ref)
    )
    if db.session.scalar(hers.limit(1)) is None:
        raise NotFound("assignment", ref)


def facts_of_pair(candidate_ref: str, assignment_ref: str) -> Pair:
    """The pair as the database knows it, in six queries; raises NotFound, and MergedAway."""
    work = next(iter(works(Assignment.ref == assignment_ref)), None)
    people = people_put_to(work.id if work else None, [candidate_ref])
    if not people:
        raise NotFound("candidate", candidate_ref)
    if work is None:
        raise NotFound("assignment", assignment_ref)
    person = people[candidate_ref]
    require_not_merged(candidate_ref, person.merged_into)
    return Pair(
        candidate=person.facts,
        assignment=work.facts,
        candidate_name=person.name,
        assignment_status=work.status,
        placed=person.placed,
    )
