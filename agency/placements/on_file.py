"""How many candidates and assignments there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, literal, select, union_all

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db


@dataclass(frozen=True, slots=True)
class OnFile:
    """``open`` assignments are those not over; those that are ``over`` are still marked open."""

    candidates: int
    active: int
    assignments: int
    open: int
    over: int


def on_file(day: date) -> OnFile:
    """As of ``day``, in one query."""
    active = func.sum(case((Candidate.status == "active", 1), else_=0))
    is_open = Assignment.status == "open"
    still = func.sum(case((is_open & (Assignment.ends_on >= day), 1), else_=0))
    over = func.sum(case((is_open & (Assignment.ends_on < day), 1), else_=0))
    people = select(literal("people"), func.count(), active, literal(0)).select_from(Candidate)
    work = select(literal("work"), func.count(), still, over).select_from(Assignment)
    rows = {name: numbers for name, *numbers in db.session.execute(union_all(people, work))}
    candidates, are_active, _ = (int(one or 0) for one in rows["people"])
    return OnFile(candidates, are_active, *(int(one or 0) for one in rows["work"]))
