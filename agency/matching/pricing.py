"""The exact price of proposing somebody for an assignment: the choice of a run made again with her.

The problem of the last run that was asked about stays at hand in this process; to choose again
takes about as long as the choice itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from agency.extensions import db
from agency.matching.allocating import problem_of
from agency.matching.allocation.pins import NOBODY
from agency.matching.allocation.pricing import Priced, priced
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import Proven
from agency.matching.allocation.worth import Worth
from agency.matching.allocation_models import Allocation
from agency.matching.allocation_queries import allocation_of, proposed_at
from agency.matching.edges import edges_in
from agency.matching.keeping import snapshot_of
from agency.matching.models import MatchRun
from agency.matching.snapshot import Opening
from agency.matching.wishes import with_wishes

PRICED, PROPOSED, EXCLUDED, NOT_ELIGIBLE = "priced", "proposed", "excluded", "not_eligible"
PINNED_ELSEWHERE, NO_PLACE, NOT_OPEN = "pinned_elsewhere", "no_place", "not_open"
STANDINGS = (PRICED, PROPOSED, EXCLUDED, NOT_ELIGIBLE, PINNED_ELSEWHERE, NO_PLACE, NOT_OPEN)


@dataclass(frozen=True, slots=True)
class PriceOfPair:
    """Whether somebody could be proposed for an assignment besides what is pinned, and its price.

    ``priced`` is None where she could not, or is proposed anyway. ``chosen`` is how many are now.
    """

    standing: str
    priced: Priced | None
    chosen: int


@dataclass(frozen=True)
class _Asked:
    """The problem of a run as it was wanted; the openings and the places of people by reference."""

    problem: Problem
    openings: Mapping[str, tuple[int, Opening]]
    places: Mapping[str, int]


def price_of(run: MatchRun, assignment_ref: str, candidate_ref: str) -> PriceOfPair:
    """What the choice that ``run`` rests on would lose with this pair in it.

    Raises Unready where that run chose nothing, or its facts are not stored any more.
    """
    allocation = allocation_of(run)
    found = _standing(allocation, assignment_ref, candidate_ref)
    if isinstance(found, str):
        return PriceOfPair(found, None, allocation.proposed)
    problem, edge = found
    best = Proven(allocation.objective, allocation.bound)
    db.session.rollback()  # nothing is held open while we choose
    return PriceOfPair(PRICED, priced(problem, best, edge), allocation.proposed)


def _standing(
    allocation: Allocation, assignment_ref: str, candidate_ref: str
) -> str | tuple[Problem, int]:
    """Why a pair has no price, or the edge that is priced."""
    if proposed_at(allocation.run_id, assignment_ref, candidate_ref):
        return PROPOSED
    asked = _asked_of(allocation)
    if assignment_ref not in asked.openings:
        return NOT_OPEN
    number, opening = asked.openings[assignment_ref]
    if candidate_ref in opening.excluded:
        return EXCLUDED
    problem, place = asked.problem, asked.places.get(candidate_ref, NOBODY)
    edges = np.flatnonzero((problem.candidate == place) & (problem.opening == number))
    if not len(edges):
        return NOT_ELIGIBLE
    if not problem.places[number]:
        return NO_PLACE
    if not problem.open_edges[edges[0]]:
        return PINNED_ELSEWHERE
    return problem, int(edges[0])


def _asked_of(allocation: Allocation) -> _Asked:
    run = db.session.get_one(MatchRun, allocation.run_id)
    worth = tuple(sorted(allocation.worth.items()))
    database = db.engine.url.render_as_string()
    return _asked(database, run.id, run.snapshot, run.as_of, worth, allocation.one_each)


@lru_cache(maxsize=1)
def _asked(
    _database: str,
    run_id: int,
    snapshot: str,
    as_of: date,
    worth: tuple[tuple[str, int], ...],
    one_each: bool,
) -> _Asked:
    facts = snapshot_of(snapshot)
    plain = problem_of(facts.openings, edges_in(run_id), as_of, Worth(dict(worth)), one_each)
    problem, _ = with_wishes(plain, facts.openings, facts.pool.index)
    by_ref = {one.assignment.ref: (number, one) for number, one in enumerate(facts.openings)}
    return _Asked(problem, by_ref, facts.pool.index)
