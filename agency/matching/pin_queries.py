"""What became of pins and exclusions, and whether the choice there is knows of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.allocation.pins import KEPT
from agency.matching.allocation_models import PinAnswer
from agency.matching.models import MatchRun
from agency.matching.wishes import PLACED
from agency.pinning.models import PIN, Pin
from agency.pinning.queries import standing_pins

OTHER = aliased(Assignment)


@dataclass(frozen=True, slots=True)
class ToldPin:
    """A pin or an exclusion with what became of it in a choice: None where that does not know it.

    ``other`` is the assignment of the pin that it overlaps.
    """

    pin: Pin
    outcome: str | None
    other: str | None


@dataclass(frozen=True, slots=True)
class PinCounts:
    """How many pins and exclusions a choice keeps, and how many pins it cannot keep."""

    pins: int
    exclusions: int
    not_kept: int


def told_pins(run_id: int | None, most: int | None, *of: ColumnElement[bool]) -> list[ToldPin]:
    """What is wanted now, what cannot be kept first, then the newest; one query."""
    first = case((PinAnswer.outcome != KEPT, 0), (PinAnswer.outcome.is_(None), 1), else_=2)
    statement = answered_pins(run_id).where(*of).order_by(first, Pin.id.desc()).limit(most)
    return [ToldPin(*row) for row in db.session.execute(statement)]


def answered_pins(run_id: int | None) -> Select[*tuple[Any, ...]]:
    """What is read of each `ToldPin`, by a choice."""
    return (
        standing_pins()
        .outerjoin(PinAnswer, (PinAnswer.run_id == run_id) & _same_wish())
        .outerjoin(OTHER, OTHER.id == PinAnswer.other_id)
        .add_columns(PinAnswer.outcome, OTHER.ref)
    )


def _same_wish() -> ColumnElement[bool]:
    return (
        (PinAnswer.assignment_id == Pin.assignment_id)
        & (PinAnswer.candidate_id == Pin.candidate_id)
        & (PinAnswer.kind == Pin.kind)
    )


def counts_of_pins(run_id: int) -> PinCounts:
    """Of one choice; one query."""
    rows: Sequence[Any] = db.session.execute(
        select(PinAnswer.kind, PinAnswer.outcome, func.count())
        .where(PinAnswer.run_id == run_id)
        .group_by(PinAnswer.kind, PinAnswer.outcome)
    ).all()
    pins = {outcome: number for kind, outcome, number in rows if kind == PIN}
    exclusions = sum(number for kind, _, number in rows if kind != PIN)
    kept = pins.get(KEPT, 0)
    return PinCounts(kept, exclusions, sum(pins.values()) - kept)


def broken_pins_in(run_id: int) -> Select[int]:
    """How many pins a choice could not keep; whoever is placed there already needs none."""
    return select(func.count()).where(
        PinAnswer.run_id == run_id,
        PinAnswer.kind == PIN,
        PinAnswer.outcome.not_in((KEPT, PLACED)),
    )


def pins_differ(run: MatchRun) -> ColumnElement[bool]:
    """Whether something is wanted of open assignments that the choice of ``run`` does not know of,
    or was wanted that is not any more.
    """
    answered = exists().where(PinAnswer.run_id == (run.base_id or run.id), _same_wish())
    matched = exists().where(
        Assignment.id == Pin.assignment_id,
        Assignment.status == "open",
        Assignment.ends_on >= run.as_of,
    ) & Pin.candidate.has(Candidate.merged_into.is_(None))
    still = exists().where(_same_wish())
    new = select(Pin.id).where(matched, ~answered).exists()
    known = PinAnswer.run_id == (run.base_id or run.id)
    gone = select(PinAnswer.run_id).where(known, ~still).exists()
    return or_(new, gone)
