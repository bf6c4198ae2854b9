"""One of two runs that are compared: the facts it rests on, and what it found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.extensions import db
from agency.matching.id_sets import unpacked_ids
from agency.matching.models import MatchRun, Shortlist
from agency.matching.results import Result
from agency.matching.serving import served
from agency.matching.states import State, state_of

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found of one assignment; people by their row ids."""

    outcome: str
    eligible: frozenset[int] = NOBODY
    renewable: frozenset[int] = NOBODY

    @classmethod
    def of(cls, result: Result) -> Found:
        """The same of a result that is not stored yet."""
        people = unpacked_ids(result.eligible_people), unpacked_ids(result.renewable_people)
        return cls(result.outcome, *people)


@dataclass(frozen=True)
class Side:
    """A run as far as a comparison goes; ``found`` is by the reference of the assignment."""

    state: State
    as_of: date
    rulebook: str
    found: Mapping[str, Found]


def full_side(run: MatchRun) -> Side:
    """All that a full run found, without the deltas after it."""
    return Side(state_of(run), run.as_of, run.rulebook, _found(Shortlist.run_id == run.id))


def served_side(run: MatchRun, state: State, refs: Collection[str]) -> Side:
    """What counts of these assignments in ``run``, which rests on ``state``."""
    found = _found(Shortlist.id.in_(served(run)), among(Assignment.ref, refs))
    return Side(state, run.as_of, run.rulebook, found)


def _found(*wanted: ColumnElement[bool]) -> dict[str, Found]:
    rows = db.session.execute(
        select(
            Assignment.ref,
            Shortlist.outcome,
            Shortlist.eligible_people,
            Shortlist.renewable_people,
        )
        .join(Assignment, Assignment.id == Shortlist.assignment_id)
        .where(*wanted)
    )
    return {
        ref: Found(outcome, unpacked_ids(eligible), unpacked_ids(renewable))
        for ref, outcome, eligible, renewable in rows
    }


def part_of(run: MatchRun, state: State, results: Iterable[tuple[str, Result]]) -> Side:
    """Some results on a state, as of the day of ``run`` and by its rules."""
    found = {ref: Found.of(result) for ref, result in results}
    return Side(state, run.as_of, run.rulebook, found)
