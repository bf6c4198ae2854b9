"""Candidates of the database as a pool: one bulk read per table, nothing per candidate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, case, func, select

from agency.bulk_lookup import among
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
from agency.rules.facts import Evidence
from agency.rules.spelling import folded, topic_meant

Statement = Select[*tuple[Any, ...]]


def read_pool(ids: Collection[int] | None = None) -> Pool:
    """All candidates, or only those who have one of these row ids, in the caller's transaction."""
    return pool_of(_read_rows(ids))


def _read_rows(ids: Collection[int] | None) -> PoolRows:
    def of(statement: Statement, holder: Any) -> Statement:
        return statement if ids is None else statement.where(among(holder, ids))

    placements = rows_read(of(_placements(), Placement.candidate_id))
    busy = [(row.candidate_id, row.first, row.last) for row in placements if row.busy]
    completed = Counter(row.candidate_id for row in placements if row.completed)
    people = _streamed(CandidateRow, of(_candidates(), Candidate.id))
    absences = rows_read(of(_absences(), Absence.candidate_id))
    trainings = _streamed(TrainingRow, of(_trainings(), Training.candidate_id))
    return PoolRows(
        candidates=[_candidate(row) for row in people],
        away=[AwayRow(*row) for row in (*absences, *busy)],
        credentials=_streamed(CredentialRow, of(_credentials(), Credential.candidate_id)),
        trainings=[row._replace(topic=topic_meant(row.topic)) for row in trainings],
        credits=_streamed(CreditRow, of(_credits(), CECredit.candidate_id)),
        completed=[CompletedRow(*item) for item in completed.items()],
    )


def _candidate(row: Any) -> CandidateRow:
    """The same with what is compared as it is compared."""
    made: CandidateRow = row._replace(
        home=point_of(row.home),
        skills=[*map(folded, row.skills)],
        specialties=[*map(folded, row.specialties)],
    )
    return made


def rows_read(statement: Statement) -> Sequence[Any]:
    """All rows at once."""
    return db.session.execute(statement).all()


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
