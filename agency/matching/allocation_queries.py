"""What is asked about the choice of a run: who should go where, and what it costs otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from agency.assignments.models import Assignment, Facility
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.errors import Unready
from agency.extensions import db
from agency.matching.allocation_models import Allocation, OpeningPrice, Proposal, TurnPrice
from agency.matching.models import Match, MatchRun, Shortlist
from agency.paging import Page, Position, SortKey, beyond, cut

BY_REFERENCES = SortKey(Assignment.ref), SortKey(Candidate.ref)


@dataclass(frozen=True, slots=True)
class ProposedPerson:
    """Somebody who should be put forward for an assignment, at a facility if that is known; the
    score is in thousandths.
    """

    assignment_ref: str
    facility: str | None
    starts_on: date
    ends_on: date
    candidate_ref: str
    name: str
    score: int


@dataclass(frozen=True, slots=True)
class OtherPerson:
    """Somebody on the shortlist who is not proposed: what the choice as a whole would lose at
    least, in thousandths of a point, if she were put here, and what she is proposed for on some of
    these days.
    """

    candidate_ref: str
    name: str
    score: int
    costs: int
    elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class AllocationOfAssignment:
    """Who should fill one assignment's ``room``, and why the next on its shortlist should not.

    ``price`` is what a place in it costs, in thousandths of a point; ``opening_worth`` what a
    filled opening is worth beside any score.
    """

    allocation: Allocation
    room: int
    price: int
    opening_worth: int
    people: Sequence[ProposedPerson]
    others: Sequence[OtherPerson]


def allocation_in(run: MatchRun) -> Allocation | None:
    """The choice of the full run that ``run`` rests on; None of a run of an earlier version."""
    return db.session.get(Allocation, run.base_id or run.id)


def allocation_of(run: MatchRun) -> Allocation:
    """The same; raises Unready where there is none."""
    found = allocation_in(run)
    if found is None:
        raise Unready(f"run {run.id} has no allocation")
    return found


def is_stale(run: MatchRun) -> bool:
    """Whether something was worked in since the full run that ``run`` rests on chose."""
    later = select(MatchRun.id).where(MatchRun.base_id == (run.base_id or run.id)).limit(1)
    return db.session.scalar(later) is not None


def proposals_of(run_id: int) -> Select[*tuple[Any, ...]]:
    """What is read of each `ProposedPerson` of a run."""
    work = Assignment.ref, Facility.name, Assignment.starts_on, Assignment.ends_on
    person = Candidate.ref, Candidate.first_name, Candidate.last_name
    return (
        select(Proposal.score, *work, *person)
        .join(Assignment, Assignment.id == Proposal.assignment_id)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .join(Candidate, Candidate.id == Proposal.candidate_id)
        .where(Proposal.run_id == run_id)
    )


def page_of_proposals(
    run_id: int, limit: int, after: Position | None, assignment_ref: str | None = None
) -> Page[ProposedPerson]:
    """Who is proposed in a run, by assignment and candidate, or for one assignment alone."""
    statement = proposals_of(run_id).where(beyond(BY_REFERENCES, after))
    if assignment_ref:
        statement = statement.where(Assignment.ref == assignment_ref)
    order = [key.order for key in BY_REFERENCES]
    rows = proposed_people(statement.order_by(*order).limit(limit + 1))
    return cut([(row, [row.assignment_ref, row.candidate_ref]) for row in rows], limit)


def proposed_people(statement: Select[*tuple[Any, ...]]) -> list[ProposedPerson]:
    """What `proposals_of` finds."""
    return [
        ProposedPerson(work, site, begins, ends, ref, name_of(first, last, ref), score)
        for score, work, site, begins, ends, ref, first, last in db.session.execute(statement)
    ]


def name_of(first: str, last: str, ref: str) -> str:
    return f"{first} {last}".strip() or ref


def allocation_for(run: MatchRun, assignment: Assignment) -> AllocationOfAssignment | None:
    """What the choice of a run says of one assignment, in six queries; None if it says nothing."""
    allocation = allocation_in(run)
    at = {"run_id": allocation.run_id, "assignment_id": assignment.id} if allocation else None
    opening = db.session.get(OpeningPrice, at) if at else None
    if allocation is None or opening is None:
        return None
    here = Proposal.assignment_id == assignment.id
    people = proposed_people(
        proposals_of(allocation.run_id).where(here).order_by(Proposal.score.desc(), Candidate.ref)
    )
    worth = int(allocation.worth[assignment.priority])
    return AllocationOfAssignment(
        allocation=allocation,
        room=opening.room,
        price=opening.price,
        opening_worth=worth,
        people=people,
        others=_others(allocation.run_id, assignment, opening.price - worth),
    )


@dataclass(frozen=True)
class Choice:
    """Who should fill one assignment's ``room``, by reference and name."""

    room: int
    people: dict[str, str]


def choice_for(run: MatchRun, assignment_id: int) -> Choice | None:
    """The same in one query and without reasons."""
    mine = (Proposal.run_id == OpeningPrice.run_id) & (
        Proposal.assignment_id == OpeningPrice.assignment_id
    )
    rows = db.session.execute(
        select(OpeningPrice.room, Candidate.ref, Candidate.first_name, Candidate.last_name)
        .outerjoin(Proposal, mine)
        .outerjoin(Candidate, Candidate.id == Proposal.candidate_id)
        .where(OpeningPrice.run_id == (run.base_id or run.id))
        .where(OpeningPrice.assignment_id == assignment_id)
        .order_by(Proposal.score.desc(), Candidate.ref)
    ).all()
    if not rows:
        return None
    people = {ref: name_of(first, last, ref) for _, ref, first, last in rows if ref}
    return Choice(rows[0].room, people)


def _others(run_id: int, assignment: Assignment, price: int) -> list[OtherPerson]:
    """The best of the shortlist who are not proposed; ``price`` is beside what an opening is worth.

    By the theory of linear programs a choice that is made to take an edge loses at least what its
    opening and its turns cost above its weight.
    """
    rows = db.session.execute(_shortlisted(run_id, assignment.id)).all()
    ids = [id for id, *_ in rows]
    window = assignment.starts_on, assignment.ends_on
    turns, elsewhere = _turn_prices(run_id, ids, window), _elsewhere(run_id, ids, window)
    return [
        OtherPerson(
            candidate_ref=ref,
            name=name_of(first, last, ref),
            score=score,
            costs=max(price + turns.get(id, 0) - score, 0),
            elsewhere=tuple(elsewhere.get(id, ())),
        )
        for id, ref, first, last, score in rows
    ]


def _shortlisted(run_id: int, assignment_id: int) -> Select[*tuple[Any, ...]]:
    proposed = select(Proposal.candidate_id).where(
        Proposal.run_id == run_id, Proposal.assignment_id == assignment_id
    )
    return (
        select(Candidate.id, Candidate.ref, Candidate.first_name, Candidate.last_name, Match.score)
        .join(Match, Match.candidate_id == Candidate.id)
        .join(Shortlist, Shortlist.id == Match.shortlist_id)
        .where(Shortlist.run_id == run_id, Shortlist.assignment_id == assignment_id)
        .where(Match.tier == "eligible", Candidate.id.not_in(proposed))
        .order_by(Match.position)
    )


def _turn_prices(run_id: int, ids: Collection[int], window: tuple[date, date]) -> Mapping[int, int]:
    """What it costs to take each of these people in a window."""
    first, last = (day.toordinal() for day in window)
    found: dict[int, int] = defaultdict(int)
    # With one turn each, days do not matter: its day is 0.
    days = (TurnPrice.day == 0) | TurnPrice.day.between(first, last)
    for id, price in db.session.execute(
        select(TurnPrice.candidate_id, TurnPrice.price).where(
            TurnPrice.run_id == run_id, among(TurnPrice.candidate_id, ids), days
        )
    ):
        found[id] += price
    return found


def _elsewhere(
    run_id: int, ids: Collection[int], window: tuple[date, date]
) -> Mapping[int, list[str]]:
    """What each of these people is proposed for on some day of a window."""
    first, last = window
    found: dict[int, list[str]] = defaultdict(list)
    for id, ref in db.session.execute(
        select(Proposal.candidate_id, Assignment.ref)
        .join(Assignment, Assignment.id == Proposal.assignment_id)
        .where(Proposal.run_id == run_id, among(Proposal.candidate_id, ids))
        .where(Assignment.starts_on <= last, Assignment.ends_on >= first)
        .order_by(Assignment.starts_on, Assignment.ref)
    ):
        found[id].append(ref)
    return found
