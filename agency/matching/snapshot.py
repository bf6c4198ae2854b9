"""The database at one moment as facts: one bulk read per table, nothing per candidate."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from agency.assignments.facts import assignment_facts
from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.bulk_lookup import among
from agency.candidates.models import Absence, Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.extensions import db
from agency.matching.assembly import pool_of
from agency.matching.assignment_json import assignment_as_json, assignment_from_json
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

    def as_json(self) -> dict[str, Any]:
        """All it says, as plain values; equal openings give equal text."""
        return {
            "assignment": assignment_as_json(self.assignment),
            "openings": self.openings,
            "priority": self.priority,
            "placed": sorted(self.placed),
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Opening:
        """What `as_json` wrote."""
        assignment = assignment_from_json(said["assignment"])
        return cls(assignment, said["openings"], said["priority"], frozenset(said["placed"]))


@dataclass(frozen=True)
class Snapshot:
    """Everybody, and every assignment that is open on or after a day."""

    pool: Pool
    openings: tuple[Opening, ...]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over all the facts; neither row ids nor the order of reading change it."""
        digest = hashlib.sha256(self.pool.fingerprint.encode())
        digest.update(json.dumps([opening.as_json() for opening in self.openings]).encode())
        return digest.hexdigest()


def read_snapshot(as_of: date) -> Snapshot:
    """All candidates, and the assignments that are open and not over on ``as_of``."""
    return Snapshot(read_pool(), read_openings(as_of))


def read_pool(ids: Collection[int] | None = None) -> Pool:
    """All candidates, or only those of them who have one of the row ids ``ids``."""

    def of(holder: Any) -> list[ColumnElement[bool]]:
        return [] if ids is None else [among(holder, ids)]

    placements = _rows(_placements().where(*of(Placement.candidate_id)))
    busy = [(row.candidate_id, row.first, row.last) for row in placements if row.busy]
    completed = Counter(row.candidate_id for row in placements if row.completed)
    people = _streamed(CandidateRow, _candidates().where(*of(Candidate.id)))
    absences = _rows(_absences().where(*of(Absence.candidate_id)))
    trainings = _trainings().where(*of(Training.candidate_id))
    return pool_of(
        PoolRows(
            candidates=[row._replace(home=point_of(row.home)) for row in people],
            away=[AwayRow(*row) for row in (*absences, *busy)],
            credentials=_streamed(
                CredentialRow, _credentials().where(*of(Credential.candidate_id))
            ),
            trainings=list(_streamed(TrainingRow, trainings)),
            credits=_streamed(CreditRow, _credits().where(*of(CECredit.candidate_id))),
            completed=[CompletedRow(*item) for item in completed.items()],
        )
    )


def read_openings(as_of: date, ids: Collection[int] | None = None) -> tuple[Opening, ...]:
    """The assignments that are open and not over on ``as_of``, in the order of their references.

    With ``ids`` only those of them that have one of these row ids.
    """
    wanted = [Assignment.status == "open", Assignment.ends_on >= as_of]
    if ids is not None:
        wanted.append(among(Assignment.id, ids))
    sites = select(Assignment.facility_id).where(*wanted)
    facilities = _rows(select(*Facility.__table__.c).where(Facility.id.in_(sites)))
    site_of = {row.id: row._asdict() for row in facilities}
    unwanted = _sets(
        select(DoNotReturn.facility_id, DoNotReturn.candidate_ref).where(
            DoNotReturn.facility_id.in_(sites)
        )
    )
    placed = _sets(_placed().where(*wanted))
    return tuple(
        Opening(
            assignment=assignment_facts(
                row._asdict(), site_of.get(row.facility_id), unwanted[row.facility_id]
            ),
            openings=row.openings,
            priority=row.priority,
            placed=frozenset(placed[row.id]),
        )
        for row in sorted(
            _rows(select(*Assignment.__table__.c).where(*wanted)), key=lambda row: row.ref
        )
    )


def _rows(statement: Statement) -> Sequence[Any]:
    return db.session.execute(statement).all()


def _sets(statement: Statement) -> Mapping[int | None, set[str]]:
    """The second column gathered by the first; nothing under any other key."""
    gathered: dict[int | None, set[str]] = defaultdict(set)
    for key, value in _rows(statement):
        gathered[key].add(value)
    return gathered


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
        day(Placement.starts_on).label("first"),
        day(Placement.ends_on).label("last"),
        case((Placement.stage.in_(BUSY_STAGES), 1), else_=0).label("busy"),
        case((Placement.stage == COMPLETED, 1), else_=0).label("completed"),
    ).where(Placement.stage.in_((*BUSY_STAGES, COMPLETED)))


def _placed() -> Statement:
    """Who works or is to work on which assignment."""
    return (
        select(Placement.assignment_id, Candidate.ref)
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(Placement.stage.in_(BUSY_STAGES))
    )
