"""What a candidate has to renew, and which credentials and roles lie open to her."""

from __future__ import annotations

from flask import Response

from agency.api.answers import one
from agency.api.blueprint import reads
from agency.api.bodies import Values
from agency.api.holders import candidate_id
from agency.api.reading import Query
from agency.api.rulebook import DayQuery
from agency.api.schemas.parts import ref as shape
from agency.api.words import CANDIDATES
from agency.credentials.queries import renewals_of
from agency.fields import Day, Whole
from agency.placements.pathway_schemas import described_pathways
from agency.placements.queries import first_work_beyond
from agency.placements.records import record_of
from agency.placements.renewal_schemas import described_renewal, work_key
from agency.rules.pathways.routes import pathways
from agency.rules.roles import load_roles, next_roles
from agency.settings import today
from agency.standards.queries import rulebook

WITHIN_DAYS, MOST_DAYS = 90, 3650


class RenewalQuery(Query):
    """On which day, and within how many days of it the last safe day to file is."""

    on = Day(load_default=None)
    within = Whole(0, MOST_DAYS, load_default=WITHIN_DAYS)


@reads("/candidates/<ref>/renewals", shape("Renewals"), about=CANDIDATES, query=RenewalQuery)
def get_renewals(query: Values, ref: str) -> Response:
    """What a candidate has to renew, the most urgent first, and what is missing for it."""
    day, book, within = query["on"] or today(), rulebook(), query["within"]
    due, newer = renewals_of(candidate_id(ref), day, within, book)
    work = first_work_beyond([work_key(one) for one in (*due, *newer)], day)
    told = {
        name: [described_renewal(one, work.get(work_key(one)), day, book) for one in found]
        for name, found in (("renewals", due), ("to_accept", newer))
    }
    return one({"candidate": ref, "on": day.isoformat(), "rulebook": book.fingerprint, **told})


@reads("/candidates/<ref>/pathways", shape("Pathways"), about=CANDIDATES, query=DayQuery)
def get_pathways(query: Values, ref: str) -> Response:
    """Which credentials a candidate may sit or apply for, what is missing, and what it costs."""
    day, book = query["on"] or today(), rulebook()
    record = record_of(ref, day).record
    answers, grown = pathways(record, book, day), next_roles(record, load_roles(), book, day)
    return one(described_pathways(record, day, answers, grown, book))
