"""The allocation of a full run: its openings and edges as a problem, and the answer as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import insert, select

from agency.assignments.models import Assignment
from agency.extensions import db
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import opening_prices
from agency.matching.allocation.solving import Allocation as Found
from agency.matching.allocation.solving import allocate
from agency.matching.allocation.worth import Worth
from agency.matching.allocation_models import Allocation, OpeningPrice, Proposal, TurnPrice
from agency.matching.results import GONE
from agency.matching.snapshot import Opening
from agency.matching.tables import Ints, Longs

MILLISECONDS = 1000
Edges = Mapping[str, tuple[Ints, Ints]]


@dataclass(frozen=True)
class Proposed:
    """The best choice for the openings of a run; candidates are places in its pool."""

    openings: Sequence[Opening]
    problem: Problem
    found: Found
    worth: Worth


def proposed(
    openings: Sequence[Opening], edges: Edges, as_of: date, worth: Worth, one_each: bool
) -> Proposed:
    """Choose among ``edges``, which are places in the pool and scores by assignment."""
    problem = problem_of(openings, edges, as_of, worth, one_each)
    return Proposed(openings, problem, allocate(problem, worth.large), worth)


def problem_of(
    openings: Sequence[Opening], edges: Edges, as_of: date, worth: Worth, one_each: bool
) -> Problem:
    """The openings left to fill as of a day, and everybody who could fill them.

    An edge is worth what a filled opening of its priority is, and its score.
    """
    nobody = np.empty(0, np.int32), np.empty(0, np.int32)
    of = [edges.get(one.assignment.ref, nobody) for one in openings]
    points = np.array([worth.by_priority[one.priority] for one in openings], np.int64)
    opening = np.repeat(np.arange(len(openings)), [len(people) for people, _ in of])
    return Problem(
        first=_days([max(one.assignment.starts_on, as_of) for one in openings]),
        last=_days([one.assignment.ends_on for one in openings]),
        room=np.array([max(one.openings - len(one.placed), 0) for one in openings], np.int64),
        candidate=np.concatenate([nobody[0], *(people for people, _ in of)]).astype(np.int64),
        opening=opening,
        weight=np.concatenate([nobody[1], *(scores for _, scores in of)]) + points[opening],
        one_each=one_each,
    )


def _days(days: Sequence[date]) -> Longs:
    return np.array([day.toordinal() for day in days], np.int64)


def store_proposed(run_id: int, said: Proposed, ids: Longs) -> None:
    """Write it, in the caller's transaction; ``ids`` are the row ids of the pool.

    Nothing is written of an assignment or a candidate that has been removed meanwhile.
    """
    problem, found = said.problem, said.found
    assignments = _assignment_ids(said.openings)
    db.session.add(
        Allocation(
            run_id=run_id,
            objective=found.proof.objective,
            bound=found.proof.bound,
            method=found.method,
            milliseconds=round(found.seconds * MILLISECONDS),
            openings=int(problem.room.sum()),
            proposed=len(found.chosen),
            one_each=problem.one_each,
            worth=dict(said.worth.by_priority),
        )
    )
    db.session.flush()
    _insert(OpeningPrice, _opening_rows(run_id, said, assignments))
    _insert(Proposal, _proposal_rows(run_id, said, assignments, ids))
    _insert(TurnPrice, _turn_rows(run_id, said, ids))


def _assignment_ids(openings: Sequence[Opening]) -> list[int]:
    """The row id of each, GONE of those that were removed since."""
    by_ref = dict(db.session.execute(select(Assignment.ref, Assignment.id)).all())
    return [by_ref.get(one.assignment.ref, GONE) for one in openings]


def _opening_rows(run_id: int, said: Proposed, assignments: Sequence[int]) -> list[Any]:
    problem, found = said.problem, said.found
    filled = np.bincount(problem.opening[found.chosen], minlength=len(problem.room))
    prices = opening_prices(problem, found.prices)
    rows = zip(assignments, problem.room.tolist(), filled.tolist(), prices.tolist(), strict=True)
    return [
        {"run_id": run_id, "assignment_id": id, "room": room, "proposed": count, "price": price}
        for id, room, count, price in rows
        if id != GONE
    ]


def _proposal_rows(
    run_id: int, said: Proposed, assignments: Sequence[int], ids: Longs
) -> list[Any]:
    problem, chosen = said.problem, said.found.chosen
    openings = problem.opening[chosen].tolist()
    points = [said.worth.by_priority[said.openings[one].priority] for one in openings]
    rows = zip(
        (assignments[one] for one in openings),
        ids[problem.candidate[chosen]].tolist(),
        problem.weight[chosen].tolist(),
        points,
        strict=True,
    )
    return [
        {
            "run_id": run_id,
            "assignment_id": assignment,
            "candidate_id": candidate,
            "score": weight - worth,
        }
        for assignment, candidate, weight, worth in rows
        if GONE not in (assignment, candidate)
    ]


def _turn_rows(run_id: int, said: Proposed, ids: Longs) -> list[Any]:
    turns, prices = said.problem.turns, said.found.prices
    priced = np.flatnonzero(prices)
    rows = zip(
        ids[turns.candidate[priced]].tolist(),
        turns.day[priced].tolist(),
        prices[priced].tolist(),
        strict=True,
    )
    return [
        {"run_id": run_id, "candidate_id": candidate, "day": day, "price": price}
        for candidate, day, price in rows
        if candidate != GONE
    ]


def _insert(table: type[Any], rows: list[Any]) -> None:
    if rows:
        db.session.execute(insert(table), rows)
