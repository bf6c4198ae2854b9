"""Several assignments as facts, in as many queries as one of them takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from agency.assignments.facts import assignment_facts
from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.bulk_lookup import among
from agency.extensions import db
from agency.plain_rows import Values
from agency.rules.facts import AssignmentFacts

SITE = ("name", "zip", "state", "setting")


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment as facts, with its row id and the status, which facts leave out."""

    id: int
    status: str
    facts: AssignmentFacts


def work_of(wanted: ColumnElement[bool]) -> dict[int, AssignmentFacts]:
    """The assignments that are ``wanted``, by row id; in two queries."""
    return {work.id: work.facts for work in works(wanted)}


def works(wanted: ColumnElement[bool]) -> list[Work]:
    """The assignments that are ``wanted``, with their status; in two queries."""
    rows = [row._asdict() for row in db.session.execute(_with_sites().where(wanted))]
    refused = _refused({row["facility_id"] for row in rows if row["facility_id"]})
    return [Work(row["id"], row["status"], _facts(row, refused)) for row in rows]


def _with_sites() -> Any:
    """Each assignment with its facility, whose columns are called ``site_…``."""
    site = (Facility.__table__.c[name].label(f"site_{name}") for name in SITE)
    return select(*Assignment.__table__.c, *site).outerjoin(
        Facility, Facility.id == Assignment.facility_id
    )


def _facts(row: Values, refused: dict[int | None, list[str]]) -> AssignmentFacts:
    site = {name: row[f"site_{name}"] for name in SITE}
    return assignment_facts(row, site, refused[row["facility_id"]])


def _refused(facilities: Collection[int]) -> dict[int | None, list[str]]:
    """Whom each of these facilities does not want back."""
    refused: dict[int | None, list[str]] = defaultdict(list)
    unwanted = select(DoNotReturn.facility_id, DoNotReturn.candidate_ref)
    for site, ref in db.session.execute(unwanted.where(among(DoNotReturn.facility_id, facilities))):
        refused[site].append(ref)
    return refused
