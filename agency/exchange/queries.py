"""What an import asks the database: one query per table and batch, never one per row."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, collate, select, text

from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.bulk_lookup import among
from agency.candidates.models import Absence, Candidate
from agency.candidates.standing import ITS_OWN
from agency.exchange.models import ImportProgress
from agency.extensions import db

PAGE = 1000


@dataclass(frozen=True, slots=True)
class KnownFacility:
    id: int
    state: str | None


@dataclass(frozen=True, slots=True)
class KnownAssignment:
    id: int
    starts_on: date
    ends_on: date


def candidate_ids(refs: Collection[str]) -> dict[str, int]:
    """The ids of those of ``refs`` that are candidates, and no part of another."""
    found = db.session.execute(
        select(Candidate.ref, Candidate.id).where(among(Candidate.ref, refs), ITS_OWN)
    )
    return {row.ref: row.id for row in found}


def merged_among(refs: Collection[str]) -> dict[str, str]:
    """Those of ``refs`` that were merged into another candidate, and into whom."""
    gone = select(Candidate.ref, Candidate.merged_into).where(among(Candidate.ref, refs), ~ITS_OWN)
    return {ref: str(into) for ref, into in db.session.execute(gone)}


def facilities_named(names: Collection[str]) -> dict[str, KnownFacility]:
    found = db.session.execute(
        select(Facility.name, Facility.id, Facility.state).where(among(Facility.name, names))
    )
    return {name: KnownFacility(id, state) for name, id, state in found}


def assignments_of(refs: Collection[str]) -> dict[str, KnownAssignment]:
    columns = Assignment.ref, Assignment.id, Assignment.starts_on, Assignment.ends_on
    found = db.session.execute(select(*columns).where(among(Assignment.ref, refs)))
    return {ref: KnownAssignment(id, first, last) for ref, id, first, last in found}


def absences_of(candidate_ids: Collection[int]) -> dict[int, tuple[tuple[date, date], ...]]:
    """The days on which each candidate is away, in the order in which they were told."""
    found = db.session.execute(
        select(Absence.candidate_id, Absence.first_day, Absence.last_day)
        .where(among(Absence.candidate_id, candidate_ids))
        .order_by(Absence.id)
    )
    away: dict[int, tuple[tuple[date, date], ...]] = {}
    for candidate_id, first, last in found:
        away[candidate_id] = (*away.get(candidate_id, ()), (first, last))
    return away


def do_not_return_of(facility_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Whom each facility does not want back, in order."""
    found = db.session.execute(
        select(DoNotReturn.facility_id, DoNotReturn.candidate_ref)
        .where(among(DoNotReturn.facility_id, facility_ids))
        .order_by(DoNotReturn.facility_id, by_bytes(DoNotReturn.candidate_ref))
    )
    refused: dict[int, tuple[str, ...]] = {}
    for facility_id, ref in found:
        refused[facility_id] = (*refused.get(facility_id, ()), ref)
    return refused


def progress_of(kind: str, file_hash: str) -> ImportProgress | None:
    """How far this file has been imported as this kind."""
    return db.session.scalars(
        select(ImportProgress)
        .where(ImportProgress.kind == kind, ImportProgress.file_hash == file_hash)
        .with_for_update()
    ).one_or_none()


def look_up_by_key() -> None:
    """For the rest of the transaction, find rows through indexes alone.

    PostgreSQL knows nothing yet of a table that is being filled, and would read all of it for each
    batch.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL enable_seqscan = off"))


def pages(statement: Select[Any], size: int = PAGE) -> Iterator[list[Row[Any]]]:
    """The rows of ``statement``, streamed a page at a time."""
    result = db.session.execute(statement.execution_options(yield_per=size))
    for page in result.partitions():
        yield list(page)


def by_bytes(column: Any) -> ColumnElement[str]:
    """Sorts text by code point on every database, whatever the language it was set up for."""
    collation: Literal["C", "BINARY"] = "C" if db.engine.dialect.name == "postgresql" else "BINARY"
    return collate(column, collation)
