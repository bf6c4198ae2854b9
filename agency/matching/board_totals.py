"""Openings and the people eligible for them, in all and state by state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import func, select

from agency.assignments.models import Assignment, Facility
from agency.extensions import db
from agency.matching.assignment_lists import taken_openings
from agency.matching.id_sets import unpacked_array
from agency.matching.models import MatchRun, Shortlist
from agency.matching.serving import served

# So many shortlists are read at once, to bound memory.
BATCH = 500


@dataclass(frozen=True)
class Totals:
    """``openings`` left of open assignments; ``fillable`` those with somebody eligible.

    ``states`` is by state: its openings, and its distinct eligible people.
    """

    openings: int
    fillable: int
    states: dict[str, dict[str, int]]


def totals_of(run: MatchRun) -> Totals:
    """Of all assignments that are open in ``run``; an assignment whose openings are all taken
    counts for nothing.
    """
    openings: defaultdict[str, int] = defaultdict(int)
    people: defaultdict[str, list[Any]] = defaultdict(list)
    fillable = 0
    for state, left, eligible, packed in _rows(run):
        if left <= 0:
            continue
        openings[state] += left
        fillable += min(left, eligible)
        people[state] = [_united([*people[state], unpacked_array(packed)])]
    states = {
        state: {"openings": openings[state], "eligible": sum(map(len, people[state]))}
        for state in sorted(openings)
    }
    return Totals(sum(openings.values()), fillable, states)


def _rows(run: MatchRun) -> Iterable[Any]:
    """State, openings left, eligible and the packed ids of the eligible, of each assignment."""
    state = func.coalesce(Assignment.state, Facility.state, "")
    statement = (
        select(
            state,
            Assignment.openings - taken_openings(),
            Shortlist.eligible,
            Shortlist.eligible_people,
        )
        .join(Assignment, Assignment.id == Shortlist.assignment_id)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .where(Shortlist.id.in_(served(run)), Shortlist.outcome != "not_open")
        .order_by(state)
    )
    return db.session.execute(statement.execution_options(yield_per=BATCH))


def _united(some: list[Any]) -> Any:
    return np.unique(np.concatenate(some))
