"""Match runs: how each night went, what it changed, and one more on request."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from sqlalchemy import Select, select

from agency.access.principal import actor
from agency.api.answers import one
from agency.api.blueprint import ID, creates, lists, reads
from agency.api.bodies import Body, Values
from agency.api.jobs import JOB
from agency.api.lists import PageQuery, page, whose
from agency.api.once import Hook, created
from agency.api.reading import Query
from agency.api.schemas.parts import ref as shape
from agency.api.words import MATCHES
from agency.fields import Choice, Day, SafeText, Whole
from agency.jobs.models import Job
from agency.jobs.queries import moment_now
from agency.jobs.schemas import described_job
from agency.matching.actions import match_now
from agency.matching.allocation_queries import (
    allocation_of,
    is_stale,
    page_of_proposals,
)
from agency.matching.allocation_schemas import described_allocation, described_proposal
from agency.matching.change_queries import changes_of
from agency.matching.models import CAUSES, RUN_STATES, MatchRun
from agency.matching.run_queries import run_with_id, standing_of, standings
from agency.matching.run_schemas import described_changes_of, described_run
from agency.paging import cursor, position_of
from agency.settings import today

RUN = shape("MatchRun")
MOST_CHANGES = 1_000


class RunQuery(PageQuery):
    """In which state."""

    state = Choice(RUN_STATES, load_default=None)


class ChangesQuery(Query):
    """What brought it about, and how many are told; the counts are of all."""

    cause = Choice(CAUSES, load_default=None)
    limit = Whole(1, MOST_CHANGES, load_default=100)


class ProposalQuery(PageQuery):
    """Only those for one assignment."""

    assignment = SafeText(40, load_default=None)


class NewMatchRun(Body):
    """As of which day, within a year of today; left out, it is today."""

    as_of = Day(load_default=None)


@lists("/match-runs", RUN, about=MATCHES, query=RunQuery)
def list_match_runs(query: Values) -> Response:
    """The runs that matched everybody, the newest first."""
    statement = select(MatchRun).where(MatchRun.parent_id.is_(None))
    if query["state"]:
        statement = statement.where(MatchRun.state == query["state"])
    return page(
        statement, MatchRun.id, described_run, query, "match-runs", descending=True, load=_standings
    )


def _standings(statement: Select[Any], _key: str) -> list[tuple[Any, Any]]:
    return [(standing, standing.run.id) for standing in standings(statement)]


@creates("/match-runs", JOB, about=MATCHES, body=NewMatchRun, status=202)
def start_match_run(body: Values) -> Response:
    """Have everybody matched with every open assignment; the job that does it is where to look."""
    as_of, now = body["as_of"] or today(), moment_now()

    def make(also: Hook) -> Job:
        return match_now(as_of, actor(), also=also)

    return created(make, lambda job: described_job(job, now), _address, status=202)


@reads(f"/match-runs/{ID}", RUN, about=MATCHES)
def get_match_run(id: int) -> Response:
    """One run and how it stands; of a run that worked in changes, the one that it rests on."""
    return one(described_run(standing_of(run_with_id(id))))


@reads(f"/match-runs/{ID}/changes", shape("RunChanges"), about=MATCHES, query=ChangesQuery)
def get_match_run_changes(query: Values, id: int) -> Response:
    """What a run found otherwise than the run before it, and what brought it about."""
    run = run_with_id(id)
    before = run_with_id(run.compared_with_id) if run.compared_with_id else None
    found = changes_of([run], query["cause"], query["limit"])
    return one(described_changes_of(found, before, changes_of([])))


@reads(f"/match-runs/{ID}/allocation", shape("Allocation"), about=MATCHES, query=ProposalQuery)
def get_match_run_allocation(query: Values, id: int) -> Response:
    """Who should go where by a run, with the proof of how good that is; a person decides.

    The choice as a whole stands on every page of it. It is stale if something has changed since.
    """
    run = run_with_id(id)
    found = allocation_of(run)
    place = whose(f"allocation {found.run_id}", query)
    after = position_of(query["after"], place)
    items = page_of_proposals(found.run_id, query["limit"], after, query["assignment"])
    told = described_allocation(found, stale=is_stale(run))
    return one(
        {
            **told,
            "items": [described_proposal(row) for row in items.items],
            "next": cursor(items.next, place),
        }
    )


def _address(job: Job) -> str:
    return url_for("api.get_job", id=job.id)
