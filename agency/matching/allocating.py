"""The allocation of a full run: its openings and edges as a problem, and the choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from agency.matching.allocation.problem import Problem
from agency.matching.allocation.solving import Allocation as Found
from agency.matching.allocation.solving import allocate
from agency.matching.allocation.stability import unsettled
from agency.matching.allocation.worth import Worth
from agency.matching.snapshot import Opening, Snapshot
from agency.matching.tables import Index, Ints, Longs
from agency.matching.wishes import Wish, with_wishes

NO_PAY = -1
Edges = Mapping[str, tuple[Ints, Ints]]


@dataclass(frozen=True)
class Proposed:
    """The best choice for the openings of a run; candidates are places in its pool.

    ``wishes`` are its pins and exclusions with what became of them; ``unsettled`` are the edges of
    pairs that would rather have each other.
    """

    openings: Sequence[Opening]
    problem: Problem
    found: Found
    worth: Worth
    wishes: Sequence[Wish]
    unsettled: Index


def proposed(
    snapshot: Snapshot, edges: Edges, as_of: date, worth: Worth, one_each: bool
) -> Proposed:
    """Choose among ``edges``, which are places in the pool and scores by assignment.

    What is pinned in the snapshot is kept where it can be, and what is excluded is not chosen.
    """
    openings = snapshot.openings
    plain = problem_of(openings, edges, as_of, worth, one_each)
    problem, wishes = with_wishes(plain, openings, snapshot.pool.index)
    found = allocate(problem, worth.large)
    score = problem.weight - points_of(openings, worth)[problem.opening]
    pairs = unsettled(problem, found.chosen, score, _pay(openings))
    return Proposed(openings, problem, found, worth, wishes, pairs)


def problem_of(
    openings: Sequence[Opening], edges: Edges, as_of: date, worth: Worth, one_each: bool
) -> Problem:
    """The openings left to fill as of a day, and everybody who could fill them.

    An edge is worth what a filled opening of its priority is, and its score.
    """
    nobody = np.empty(0, np.int32), np.empty(0, np.int32)
    of = [edges.get(one.assignment.ref, nobody) for one in openings]
    opening = np.repeat(np.arange(len(openings)), [len(people) for people, _ in of])
    return Problem(
        first=_days([max(one.assignment.starts_on, as_of) for one in openings]),
        last=_days([one.assignment.ends_on for one in openings]),
        room=np.array([max(one.openings - len(one.placed), 0) for one in openings], np.int64),
        candidate=np.concatenate([nobody[0], *(people for people, _ in of)]).astype(np.int64),
        opening=opening,
        weight=np.concatenate([nobody[1], *(scores for _, scores in of)])
        + points_of(openings, worth)[opening],
        one_each=one_each,
    )


def points_of(openings: Sequence[Opening], worth: Worth) -> Longs:
    """What filling each opening is worth beside any score."""
    return np.array([worth.by_priority[one.priority] for one in openings], np.int64)


def _pay(openings: Sequence[Opening]) -> Longs:
    """Cents an hour; what does not say is liked least."""
    rates = (one.assignment.pay_cents for one in openings)
    return np.array([NO_PAY if cents is None else cents for cents in rates], np.int64)


def _days(days: Sequence[date]) -> Longs:
    return np.array([day.toordinal() for day in days], np.int64)
