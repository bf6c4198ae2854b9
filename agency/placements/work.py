"""Several assignments as facts, in one query however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from agency.assignments.facts import assignment_facts
from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.plain_rows import Values, plain_rows
from agency.rules.facts import AssignmentFacts

SITE = ("name", "zip", "state", "setting")


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment as facts, with its row id and the status, which facts leave out."""

    id: int
    status: str
    facts: AssignmentFacts


def work_of(wanted: ColumnElement[bool]) -> dict[int, AssignmentFacts]:
    """The assignments that are ``wanted``, by row id; in one query."""
    return {work.id: work.facts for work in works(wanted)}


def works(wanted: ColumnElement[bool]) -> list[Work]:
    """The assignments that are ``wanted``, with their status; in one query."""
    rows = plain_rows(with_sites().where(wanted))
    return [Work(row["id"], row["status"], facts_of(row)) for row in rows]


def with_sites() -> Select[Any]:
    """Each assignment with its facility, whose columns are called ``site_…``, and ``refused``."""
    site = (Facility.__table__.c[name].label(f"site_{name}") for name in SITE)
    return select(*Assignment.__table__.c, *site, _refused().label("refused")).outerjoin(
        Facility, Facility.id == Assignment.facility_id
    )


def _refused() -> ColumnElement[str]:
    """Whom the facility does not want back: references, which hold no semicolon, between some."""
    refs = select(func.aggregate_strings(DoNotReturn.candidate_ref, ";"))
    of_site = refs.where(DoNotReturn.facility_id == Assignment.facility_id)
    return of_site.correlate(Assignment).scalar_subquery()


def facts_of(row: Values) -> AssignmentFacts:
    """The facts of a row of `with_sites`."""
    site = {name: row[f"site_{name}"] for name in SITE}
    return assignment_facts(row, site, row["refused"].split(";") if row["refused"] else ())
