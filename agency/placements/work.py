"""Several assignments as facts, in as many queries as one of them takes."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import ColumnElement, select

from agency.assignments.facts import assignment_facts
from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.extensions import db
from agency.plain_rows import all_of, plain_rows
from agency.rules.facts import AssignmentFacts


def work_of(wanted: ColumnElement[bool]) -> dict[int, AssignmentFacts]:
    """The assignments that are ``wanted``, by row id; in three queries."""
    used = select(Assignment.facility_id).where(wanted)
    sites = {row["id"]: row for row in plain_rows(all_of(Facility, Facility.id.in_(used)))}
    refused: dict[int | None, list[str]] = defaultdict(list)
    unwanted = select(DoNotReturn.facility_id, DoNotReturn.candidate_ref)
    for site, ref in db.session.execute(unwanted.where(DoNotReturn.facility_id.in_(used))):
        refused[site].append(ref)
    return {
        row["id"]: assignment_facts(row, sites.get(row["facility_id"]), refused[row["facility_id"]])
        for row in plain_rows(all_of(Assignment, wanted))
    }
