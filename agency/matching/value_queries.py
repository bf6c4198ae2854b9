"""What is asked about the worth of credentials: for the pool, and for one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.errors import NotFound, Unready
from agency.extensions import db
from agency.matching.allocation_queries import name_of
from agency.matching.models import MatchRun
from agency.matching.value_models import (
    CandidateValue,
    CredentialTaker,
    CredentialValue,
    Valuation,
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Valued:
    """A valuation and the run it is of; ``stale`` if another run is shown by now."""

    valuation: Valuation
    run: MatchRun
    stale: bool


@dataclass
class Taker:
    """Somebody who should take a credential, and what she would then be put to; ``ready`` as in
    `CredentialTaker`.
    """

    candidate_ref: str
    name: str
    ready: str
    assignments: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """What so many takers at most would add; points in thousandths, money in cents an hour."""

    most: int
    gained: int
    filled: int
    margin_cents: int
    margin_unknown: int
    takers: Sequence[Taker]


@dataclass(frozen=True)
class Worth:
    """What one type of credential would be worth, and by whom; see `CredentialValue`."""

    row: CredentialValue
    steps: Sequence[Step]

    @property
    def best(self) -> Step | None:
        """With as many takers as were looked for."""
        return self.steps[-1] if self.steps else None

    @property
    def told(self) -> Step | None:
        """The one by which it is told in a line: the fullest, or the best if none fills more."""
        fullest = self.fullest
        return fullest if fullest and fullest.filled > 0 else self.best

    @property
    def fullest(self) -> Step | None:
        """With the fewest takers who fill as many openings as any number of them."""
        return max(self.steps, key=lambda step: (step.filled, -step.most), default=None)


@dataclass(frozen=True)
class Opens:
    """What a credential would open to one person.

    ``named`` are the best paid of her ``assignments``. What is gained with everybody competing is
    None where it was not looked at; ``fills`` is what she would then be put to.
    """

    code: str
    kind: str
    assignments: int
    best_pay_cents: int | None
    named: Sequence[str]
    gained: int | None
    filled: int | None
    fills: Sequence[str]


def valuation_in(run: MatchRun | None) -> Valued | None:
    """The last valuation, where there is one; of an earlier run until that of ``run`` is done."""
    found = db.session.execute(
        select(Valuation, MatchRun).join(MatchRun, MatchRun.id == Valuation.run_id)
    ).one_or_none()
    if found is None:
        return None
    shown = (run.base_id or run.id) if run else None
    return Valued(*found, stale=found.Valuation.run_id != shown)


def valuation_of(run: MatchRun | None) -> Valued:
    """The same; raises Unready where there is none."""
    found = valuation_in(run)
    if found is None:
        raise Unready("no run has been valued yet; a job does that after each full match")
    return found


def worths(code: str | None = None) -> list[Worth]:
    """What each type would be worth, the most first; or one type alone, obtained and renewed."""
    statement = select(CredentialValue).order_by(CredentialValue.code, CredentialValue.kind)
    if code is not None:
        statement = statement.where(CredentialValue.code == code)
    takers = _takers(code)
    found = [_worth(row, takers) for row in db.session.scalars(statement)]
    return sorted(found, key=lambda one: -(one.told.gained if one.told else 0))


def _worth(row: CredentialValue, takers: dict[tuple[str, str, int], dict[str, Taker]]) -> Worth:
    steps = [
        Step(**said, takers=list(takers[row.code, row.kind, said["most"]].values()))
        for said in row.steps
    ]
    return Worth(row, steps)


def _takers(code: str | None) -> dict[tuple[str, str, int], dict[str, Taker]]:
    person = Candidate.ref, Candidate.first_name, Candidate.last_name
    of = CredentialTaker
    statement = (
        select(of.code, of.kind, of.most, of.ready, *person, Assignment.ref)
        .join(Candidate, Candidate.id == of.candidate_id)
        .join(Assignment, Assignment.id == of.assignment_id)
        .order_by(Candidate.ref, Assignment.ref)
    )
    if code is not None:
        statement = statement.where(of.code == code)
    found: dict[tuple[str, str, int], dict[str, Taker]] = defaultdict(dict)
    for type_, kind, most, may, ref, first, last, work in db.session.execute(statement):
        taker = Taker(ref, name_of(first, last, ref), may)
        found[type_, kind, most].setdefault(ref, taker).assignments.append(work)
    return found


def opened_to(candidate_id: int, *, own: bool = False) -> list[Opens]:
    """What credentials would open to one person: what fills most openings first, then most work.

    Her ``own`` order has nothing of the openings, for that hangs on others.
    """
    return opened_as_of(candidate_id, own=own)[0]


def opened_as_of(candidate_id: int, *, own: bool = False) -> tuple[list[Opens], date | None]:
    """The same with the day of the match whose values there are; one query."""
    of_her = (CandidateValue.run_id == Valuation.run_id) & (
        CandidateValue.candidate_id == candidate_id
    )
    found = db.session.execute(
        select(MatchRun.as_of, CandidateValue.gains)
        .join(Valuation, Valuation.run_id == MatchRun.id)
        .outerjoin(CandidateValue, of_her)
        .order_by(MatchRun.id.desc())
        .limit(1)
    ).first()
    day, gains = found or (None, None)
    opens = sorted((Opens(**said) for said in gains or ()), key=_order)
    return opens if own else sorted(opens, key=lambda one: -(one.filled or 0)), day


def _order(one: Opens) -> tuple[Any, ...]:
    return -one.assignments, -(one.best_pay_cents or 0), one.code, one.kind


def candidate_id_of(ref: str) -> int:
    """Raises NotFound."""
    id = db.session.scalar(select(Candidate.id).where(Candidate.ref == ref))
    if id is None:
        raise NotFound("candidate", ref)
    return id
