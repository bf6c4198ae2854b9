"""Openings and the people eligible for them, in all and state by state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import func, select

from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
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
    most = db.session.scalar(select(func.max(Candidate.id))) or 0
    states: dict[str, dict[str, int]] = {}
    fillable = 0
    for state, of_state in groupby(_rows(run), key=lambda row: row[0]):
        openings, eligible = 0, np.zeros(most + 1, np.bool_)
        for _, left, number, packed in of_state:
            if left > 0:
                openings += left
                fillable += min(left, number)
                ids = unpacked_array(packed)
                eligible[ids[ids <= most]] = True
        if openings:
            people = int(np.count_nonzero(eligible))
            states[state] = {"openings": openings, "eligible": people}
    return Totals(sum(one["openings"] for one in states.values()), fillable, states)


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
