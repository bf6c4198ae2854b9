"""The database at one moment as facts: one bulk read per table, nothing per candidate."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Select, case, func, select

from agency.assignments.facts import assignment_facts
from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.candidates.models import Absence, Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.extensions import db
from agency.matching.assembly import pool_of
from agency.matching.gathering import CHUNK
from agency.matching.pool import Pool
from agency.matching.rows import (
    BLANK,
    AwayRow,
    CandidateRow,
    CompletedRow,
    CredentialRow,
    CreditRow,
    PoolRows,
    TrainingRow,
)
from agency.matching.sql import day, whole
from agency.placements.models import BUSY_STAGES, COMPLETED, Placement
from agency.places import point_of
from agency.rules.facts import AssignmentFacts, Evidence

Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Opening:
    """An open assignment with what matching needs besides its facts; ``placed`` are references."""

    assignment: AssignmentFacts
    openings: int
    priority: str
    placed: frozenset[str]


@dataclass(frozen=True)
class Snapshot:
    """Everybody, and every assignment that is open on or after a day."""

    pool: Pool
    openings: tuple[Opening, ...]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over all the facts; neither row ids nor the order of reading change it."""
        digest = hashlib.sha256(self.pool.fingerprint.encode())
        for opening in self.openings:
            digest.update(repr([*_said(opening)]).encode())
        return digest.hexdigest()


def _said(opening: Opening) -> Iterable[str]:
    """What an opening says, sets in order."""
    yield from (str(opening.openings), opening.priority, *sorted(opening.placed))
    for column in fields(opening.assignment):
        value = getattr(opening.assignment, column.name)
        yield repr(sorted(value) if isinstance(value, frozenset) else value)


def read_snapshot(as_of: date) -> Snapshot:
    """All candidates, and the assignments that are open and not over on ``as_of``."""
    placements = _rows(_placements())
    read = _pool_rows(placements)
    refs = {row.id: row.ref for row in read.candidates}
    return Snapshot(pool_of(read), tuple(_openings(as_of, placements, refs)))


def _rows(statement: Statement) -> Sequence[Any]:
    return db.session.execute(statement).all()


def _pool_rows(placements: Sequence[Any]) -> PoolRows:
    busy = [(row.candidate_id, row.first, row.last) for row in placements if row.busy]
    completed: dict[int, int] = defaultdict(int)
    for row in placements:
        completed[row.candidate_id] += row.completed
    return PoolRows(
        candidates=[
            row._replace(home=point_of(row.home)) for row in _streamed(CandidateRow, _candidates())
        ],
        away=[AwayRow(*row) for row in (*_rows(_absences()), *busy)],
        credentials=_streamed(CredentialRow, _credentials()),
        trainings=list(_streamed(TrainingRow, _trainings())),
        credits=_streamed(CreditRow, _credits()),
        completed=[CompletedRow(*item) for item in completed.items()],
    )


def _streamed(kind: Any, statement: Statement) -> Iterator[Any]:
    """The rows as they arrive, so that the driver never holds all of a table."""
    # The connection, not the session: rows need nothing of what an object would.
    streamed = statement.execution_options(yield_per=CHUNK)
    yield from map(kind._make, db.session.connection().execute(streamed))


# A column per field of the row it becomes, in the same order.


def _candidates() -> Statement:
    return select(
        Candidate.id,
        Candidate.ref,
        case((Candidate.status == "active", 1), else_=0),
        case((Candidate.adult.is_(True), 1), (Candidate.adult.is_(False), 0), else_=BLANK),
        Candidate.home_zip,
        whole(Candidate.max_travel_miles),
        day(Candidate.available_from),
        whole(Candidate.min_pay_rate),
        Candidate.willing_states,
        Candidate.skills,
        Candidate.specialties,
        Candidate.shifts,
        Candidate.roles,
    )


def _absences() -> Statement:
    return select(Absence.candidate_id, day(Absence.first_day), day(Absence.last_day))


def _credentials() -> Statement:
    return select(
        Credential.candidate_id,
        Credential.code,
        day(Credential.issued_on),
        day(Credential.expires_on),
        _evidence(Credential.evidence),
        func.coalesce(Credential.bound_to, ""),
    ).where(Credential.status == "active")


def _trainings() -> Statement:
    return select(
        Training.candidate_id,
        Training.kind,
        func.coalesce(Training.topic, ""),
        func.coalesce(Training.provider, ""),
        func.coalesce(Training.accreditor, ""),
        whole(Training.hours, 0),
        whole(Training.classroom_hours, 0),
        whole(Training.clinical_hours, 0),
        whole(Training.externship_hours, 0),
        case((Training.in_person.is_(True), 1), else_=0),
        day(Training.completed_on),
        _evidence(Training.evidence),
        Training.performances,
    )


def _evidence(column: Any) -> Any:
    return case({one.name: one.value for one in Evidence}, value=column)


def _credits() -> Statement:
    return select(
        CECredit.candidate_id,
        CECredit.code,
        CECredit.category,
        whole(CECredit.units),
        day(CECredit.earned_on),
        case((CECredit.issuer_approved.is_(True), 1), else_=0),
    )


def _placements() -> Statement:
    return select(
        Placement.candidate_id,
        Placement.assignment_id,
        day(Placement.starts_on).label("first"),
        day(Placement.ends_on).label("last"),
        case((Placement.stage.in_(BUSY_STAGES), 1), else_=0).label("busy"),
        case((Placement.stage == COMPLETED, 1), else_=0).label("completed"),
    ).where(Placement.stage.in_((*BUSY_STAGES, COMPLETED)))


def _openings(as_of: date, placements: Sequence[Any], refs: Mapping[int, str]) -> Iterable[Opening]:
    """The open assignments in the order of their references."""
    placed: dict[int, set[str]] = defaultdict(set)
    for row in placements:
        if row.busy:
            placed[row.assignment_id].add(refs[row.candidate_id])
    sites = {row.id: row._asdict() for row in _rows(_facilities())}
    unwanted: dict[int, set[str]] = defaultdict(set)
    for row in _rows(select(DoNotReturn.facility_id, DoNotReturn.candidate_ref)):
        unwanted[row.facility_id].add(row.candidate_ref)
    open_ones = [row._asdict() for row in _rows(_assignments(as_of))]
    for values in sorted(open_ones, key=lambda values: values["ref"]):
        site = values["facility_id"]
        yield Opening(
            assignment=assignment_facts(values, sites.get(site), unwanted[site]),
            openings=values["openings"],
            priority=values["priority"],
            placed=frozenset(placed[values["id"]]),
        )


def _facilities() -> Statement:
    return select(*Facility.__table__.c)


def _assignments(as_of: date) -> Statement:
    return select(*Assignment.__table__.c).where(
        Assignment.status == "open", Assignment.ends_on >= as_of
    )
