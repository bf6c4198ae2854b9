"""A choice as rows, written or compared with what was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import insert, select

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.allocating import Proposed
from agency.matching.allocation.proof import opening_prices
from agency.matching.allocation_models import (
    Allocation,
    OpeningPrice,
    PinAnswer,
    Proposal,
    TurnPrice,
    UnsettledPair,
)
from agency.matching.results import GONE
from agency.matching.snapshot import Opening
from agency.matching.tables import Index, Longs

MILLISECONDS = 1000
# More would be read by nobody; how many there are is told all the same.
MOST_UNSETTLED = 10_000
TABLES = (Allocation, OpeningPrice, Proposal, TurnPrice, PinAnswer, UnsettledPair)
Rows = dict[type[Any], list[dict[str, Any]]]


def store_proposed(run_id: int, said: Proposed, ids: Longs) -> None:
    """Write it, in the caller's transaction; ``ids`` are the row ids of the pool.

    Nothing is written of an assignment or a candidate that has been removed meanwhile.
    """
    for table, rows in rows_of(run_id, said, ids).items():
        if rows:
            db.session.execute(insert(table), rows)


def rows_of(run_id: int, said: Proposed, ids: Longs) -> Rows:
    """The same as rows by table."""
    assignments = _assignment_ids(said.openings)
    chosen, some = said.found.chosen, said.unsettled[:MOST_UNSETTLED]
    return {
        Allocation: [_whole(run_id, said)],
        OpeningPrice: _opening_rows(run_id, said, assignments),
        Proposal: _pair_rows(run_id, said, assignments, ids, chosen),
        TurnPrice: _turn_rows(run_id, said, ids),
        PinAnswer: _wish_rows(run_id, said, assignments),
        UnsettledPair: _pair_rows(run_id, said, assignments, ids, some),
    }


def stored_rows(run_id: int) -> Rows:
    """What was written of a run."""
    return {
        table: [
            dict(row)
            for row in db.session.execute(
                select(*table.__table__.c).where(table.__table__.c.run_id == run_id)
            ).mappings()
        ]
        for table in TABLES
    }


def _whole(run_id: int, said: Proposed) -> dict[str, Any]:
    problem, found = said.problem, said.found
    return {
        "run_id": run_id,
        "objective": found.proof.objective,
        "bound": found.proof.bound,
        "method": found.method,
        "milliseconds": round(found.seconds * MILLISECONDS),
        "openings": int(problem.room.sum()),
        "proposed": len(found.chosen),
        "one_each": problem.one_each,
        "worth": dict(said.worth.by_priority),
        "unsettled": len(said.unsettled),
    }


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


def _pair_rows(
    run_id: int, said: Proposed, assignments: Sequence[int], ids: Longs, edges: Index
) -> list[Any]:
    """A row for each of these edges, with its score."""
    problem = said.problem
    openings = problem.opening[edges].tolist()
    points = [said.worth.by_priority[said.openings[one].priority] for one in openings]
    rows = zip(
        (assignments[one] for one in openings),
        ids[problem.candidate[edges]].tolist(),
        problem.weight[edges].tolist(),
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


def _wish_rows(run_id: int, said: Proposed, assignments: Sequence[int]) -> list[Any]:
    refs = {one.candidate for one in said.wishes}
    known = select(Candidate.ref, Candidate.id).where(among(Candidate.ref, refs))
    id_of = dict(db.session.execute(known).all()) if refs else {}
    return [
        {
            "run_id": run_id,
            "assignment_id": assignments[one.opening],
            "candidate_id": id_of[one.candidate],
            "kind": one.kind,
            "outcome": one.outcome,
            "other_id": _there(None if one.other is None else assignments[one.other]),
        }
        for one in said.wishes
        if assignments[one.opening] != GONE and one.candidate in id_of
    ]


def _there(id: int | None) -> int | None:
    return None if id == GONE else id


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
