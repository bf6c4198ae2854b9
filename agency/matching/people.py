"""Candidates of the database as a pool: one bulk read per table, nothing per candidate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from sqlalchemy import case, select

from agency.bulk_lookup import among
from agency.candidates.models import Absence, Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.extensions import db
from agency.matching.assembly import assembled
from agency.matching.bulk_columns import Statement, columns_of
from agency.matching.gathering import Columns
from agency.matching.pool import Pool, Words
from agency.matching.pool_columns import LISTS, PoolColumns, homes_of, performed
from agency.matching.rows import BLANK
from agency.matching.sql import day, joined, scanned, whole
from agency.matching.tables import Index
from agency.matching.wording import meant, split
from agency.placements.models import BUSY_STAGES, COMPLETED, Placement
from agency.places import point_of
from agency.rules.facts import Evidence
from agency.rules.spelling import folded, topic_meant
from agency.screening.holding import is_held

# What people write freely is compared in one spelling.
FREE = ("skills", "specialties")


def read_pool(ids: Collection[int] | None = None) -> Pool:
    """All candidates, or only those who have one of these row ids, in the caller's transaction."""
    return assembled(_read(ids))


def _read(ids: Collection[int] | None) -> PoolColumns:
    def read(statement: Statement, holder: Any) -> dict[str, Any]:
        return columns_of(statement if ids is None else statement.where(among(holder, ids)))

    placements = read(_placements(), Placement.candidate_id)
    people = read(_candidates(), Candidate.id)
    absences = read(_absences(), Absence.candidate_id)
    trainings = read(_trainings(), Training.candidate_id)
    zips, acts = people.pop("home_zip"), trainings.pop("performances")
    trainings["topic"] = meant(trainings["topic"], topic_meant)
    return PoolColumns(
        lists={name: _list(name, people.pop(name)) for name in LISTS},
        people=people,
        homes=homes_of([*map(point_of, zips.known), None])[zips.number],
        away=_away(absences, placements),
        credentials=read(_credentials(), Credential.candidate_id),
        trainings=trainings,
        performances=performed(trainings, split(acts)),
        credits=read(_credits(), CECredit.candidate_id),
        completed={
            "candidate": placements["candidate"],
            "placements": placements["completed"],
        },
    )


def _list(name: str, texts: Words) -> tuple[Index, Words]:
    of, words = split(texts).each()
    return of, meant(words, folded) if name in FREE else words


def _away(absences: Columns, placements: Columns) -> Columns:
    """Absences, and the windows of placements that make busy."""
    busy = np.flatnonzero(placements["busy"])
    return {name: np.concatenate([days, placements[name][busy]]) for name, days in absences.items()}


def rows_read(statement: Statement) -> Sequence[Any]:
    """All rows at once."""
    return db.session.execute(statement).all()


# Of each table a column for each that the pool has of it, in the order in which rows are compared.


def _named(**columns: Any) -> Statement:
    return select(*(column.label(name) for name, column in columns.items()))


def _candidates() -> Statement:
    adult = case((Candidate.adult.is_(True), 1), (Candidate.adult.is_(False), 0), else_=BLANK)
    return _named(
        id=Candidate.id,
        ref=Candidate.ref,
        active=case(((Candidate.status == "active") & ~is_held(), 1), else_=0),
        adult=adult,
        home_zip=Candidate.home_zip,
        max_travel=whole(Candidate.max_travel_miles),
        available_from=day(Candidate.available_from),
        min_pay=whole(Candidate.min_pay_rate),
        states=joined(Candidate.willing_states),
        skills=joined(Candidate.skills),
        specialties=joined(Candidate.specialties),
        shifts=joined(Candidate.shifts),
        roles=joined(Candidate.roles),
    )


def _absences() -> Statement:
    return _named(
        candidate=Absence.candidate_id, first=day(Absence.first_day), last=day(Absence.last_day)
    )


def _credentials() -> Statement:
    return _named(
        candidate=Credential.candidate_id,
        code=Credential.code,
        issued=day(Credential.issued_on),
        expires=day(Credential.expires_on),
        evidence=_evidence(Credential.evidence),
        bound_to=Credential.bound_to,
    ).where(scanned(Credential.status) == "active")


def _trainings() -> Statement:
    return _named(
        candidate=Training.candidate_id,
        kind=Training.kind,
        topic=Training.topic,
        provider=Training.provider,
        accreditor=Training.accreditor,
        hours=whole(Training.hours, 0),
        classroom_hours=whole(Training.classroom_hours, 0),
        clinical_hours=whole(Training.clinical_hours, 0),
        externship_hours=whole(Training.externship_hours, 0),
        in_person=case((Training.in_person.is_(True), 1), else_=0),
        completed=day(Training.completed_on),
        evidence=_evidence(Training.evidence),
        performances=joined(Training.performances),
    )


def _evidence(column: Any) -> Any:
    return case({one.name: one.value for one in Evidence}, value=column)


def _credits() -> Statement:
    return _named(
        candidate=CECredit.candidate_id,
        code=CECredit.code,
        category=CECredit.category,
        units=whole(CECredit.units),
        earned=day(CECredit.earned_on),
        approved=case((CECredit.issuer_approved.is_(True), 1), else_=0),
    )


def _placements() -> Statement:
    stage = Placement.stage
    return _named(
        candidate=Placement.candidate_id,
        first=day(Placement.starts_on),
        last=day(Placement.ends_on),
        busy=case((stage.in_(BUSY_STAGES), 1), else_=0),
        completed=case((stage == COMPLETED, 1), else_=0),
    ).where(scanned(stage).in_((*BUSY_STAGES, COMPLETED)))
