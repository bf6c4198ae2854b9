"""What is asked about the choice of a run: who should go where, and what it costs otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, or_, select, true

from agency.assignments.models import Assignment, Facility
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.errors import Unready
from agency.extensions import db
from agency.matching.allocation.pins import KEPT
from agency.matching.allocation_models import (
    Allocation,
    OpeningPrice,
    PinAnswer,
    Proposal,
    TurnPrice,
)
from agency.matching.models import Match, MatchRun, Shortlist
from agency.matching.pin_queries import pins_differ
from agency.paging import Page, Position, SortKey, beyond, cut
from agency.pinning.models import EXCLUSION, PIN

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
    these days. ``pinned_to`` are those of them that she is pinned to.
    """

    candidate_ref: str
    name: str
    score: int
    costs: int
    elsewhere: tuple[str, ...]
    pinned_to: tuple[str, ...]
    excluded: bool


@dataclass(frozen=True)
class AllocationOfAssignment:
    """Who should fill one assignment's ``room``, and why the next on its shortlist should not.

    ``eligible`` is how many could. ``price`` is what a place in it costs, in thousandths of a
    point; ``opening_worth`` what a filled opening is worth beside any score. ``pinned`` are the
    references of those who are pinned to it.
    """

    allocation: Allocation
    room: int
    eligible: int
    price: int
    opening_worth: int
    people: Sequence[ProposedPerson]
    others: Sequence[OtherPerson]
    pinned: frozenset[str]


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
    """Whether something was worked in since the full run that ``run`` rests on chose, or other
    pins and exclusions are wanted than it knew of.
    """
    later = select(MatchRun.id).where(MatchRun.base_id == (run.base_id or run.id)).exists()
    return bool(db.session.scalar(select(or_(later, pins_differ(run)))))


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
    """What the choice of a run says of one assignment, in seven queries; None for nothing."""
    allocation = allocation_in(run)
    found = _opening_of(allocation.run_id, assignment.id) if allocation else None
    if allocation is None or found is None:
        return None
    opening, eligible = found
    here = Proposal.assignment_id == assignment.id
    people = proposed_people(
        proposals_of(allocation.run_id).where(here).order_by(Proposal.score.desc(), Candidate.ref)
    )
    worth = int(allocation.worth[assignment.priority])
    kept = _kept_here(allocation.run_id, assignment.id)
    return AllocationOfAssignment(
        allocation=allocation,
        room=opening.room,
        eligible=eligible,
        price=opening.price,
        opening_worth=worth,
        people=people,
        others=_others(allocation, assignment, opening.price - worth, kept.get(EXCLUSION, set())),
        pinned=frozenset(kept.get(PIN, ())),
    )


def _opening_of(run_id: int, assignment_id: int) -> tuple[OpeningPrice, int] | None:
    """An assignment in a choice, with how many were eligible for it."""
    listed = (Shortlist.run_id == run_id) & (Shortlist.assignment_id == assignment_id)
    row = db.session.execute(
        select(OpeningPrice, func.coalesce(Shortlist.eligible, 0))
        .outerjoin(Shortlist, listed)
        .where(OpeningPrice.run_id == run_id, OpeningPrice.assignment_id == assignment_id)
    ).one_or_none()
    return (row[0], int(row[1])) if row else None


def _kept_here(run_id: int, assignment_id: int) -> Mapping[str, set[str]]:
    """Who is pinned to an assignment and who is excluded, by kind, as far as that is kept."""
    found: dict[str, set[str]] = defaultdict(set)
    kept = (
        select(PinAnswer.kind, Candidate.ref)
        .join(Candidate, Candidate.id == PinAnswer.candidate_id)
        .where(PinAnswer.run_id == run_id, PinAnswer.assignment_id == assignment_id)
        .where(PinAnswer.outcome == KEPT)
    )
    for kind, ref in db.session.execute(kept):
        found[kind].add(ref)
    return found


def proposed_at(run_id: int, assignment_ref: str, candidate_ref: str) -> bool:
    """Whether a run proposes somebody for an assignment; one query."""
    hers = (
        select(Proposal.score)
        .join(Assignment, Assignment.id == Proposal.assignment_id)
        .join(Candidate, Candidate.id == Proposal.candidate_id)
        .where(Proposal.run_id == run_id, Assignment.ref == assignment_ref)
        .where(Candidate.ref == candidate_ref)
    )
    return db.session.scalar(hers) is not None


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


def _others(
    allocation: Allocation, assignment: Assignment, price: int, excluded: Collection[str]
) -> list[OtherPerson]:
    """The best of the shortlist who are not proposed; ``price`` is beside what an opening is worth.

    By the theory of linear programs a choice that is made to take an edge loses at least what its
    opening and its turns cost above its weight.
    """
    run_id = allocation.run_id
    rows = db.session.execute(_shortlisted(run_id, assignment.id)).all()
    ids = [id for id, *_ in rows]
    window = assignment.starts_on, assignment.ends_on
    turns, elsewhere = _turn_prices(run_id, ids, window), _elsewhere(allocation, ids, window)
    return [
        OtherPerson(
            candidate_ref=ref,
            name=name_of(first, last, ref),
            score=score,
            costs=max(price + turns.get(id, 0) - score, 0),
            elsewhere=tuple(work for work, _ in elsewhere.get(id, ())),
            pinned_to=tuple(work for work, pinned in elsewhere.get(id, ()) if pinned),
            excluded=ref in excluded,
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
    allocation: Allocation, ids: Collection[int], window: tuple[date, date]
) -> Mapping[int, list[tuple[str, bool]]]:
    """What each of these people is proposed for on some day of a window, and whether she is pinned
    to it; where everybody has one turn, on any day.
    """
    first, last = window
    days = (Assignment.starts_on <= last) & (Assignment.ends_on >= first)
    pinned = exists().where(
        PinAnswer.run_id == Proposal.run_id,
        PinAnswer.assignment_id == Proposal.assignment_id,
        PinAnswer.candidate_id == Proposal.candidate_id,
        PinAnswer.kind == PIN,
    )
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for id, ref, is_pinned in db.session.execute(
        select(Proposal.candidate_id, Assignment.ref, pinned)
        .join(Assignment, Assignment.id == Proposal.assignment_id)
        .where(Proposal.run_id == allocation.run_id, among(Proposal.candidate_id, ids))
        .where(true() if allocation.one_each else days)
        .order_by(Assignment.starts_on, Assignment.ref)
    ):
        found[id].append((ref, bool(is_pinned)))
    return found
