"""Match runs: how each night went, what it changed, and one more on request."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from sqlalchemy import Select, select

from agency.access.principal import actor
from agency.api.answers import listed, one
from agency.api.blueprint import ID, creates, lists, reads
from agency.api.bodies import Body, Values
from agency.api.jobs import JOB
from agency.api.lists import PageQuery, page, whose
from agency.api.once import Hook, created
from agency.api.reading import Query
from agency.api.schemas.parts import ref as shape
from agency.api.words import MATCHES
from agency.extensions import db
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
from agency.matching.allocation_schemas import (
    described_allocation,
    described_pin_counts,
    described_proposal,
    described_told_pin,
    described_unsettled,
)
from agency.matching.change_queries import changes_of
from agency.matching.models import CAUSES, RUN_STATES, MatchRun
from agency.matching.pin_queries import ToldPin, answered_pins, counts_of_pins
from agency.matching.run_queries import run_with_id, standing_of, standings
from agency.matching.run_schemas import described_changes_of, described_run
from agency.matching.unsettled_queries import page_of_unsettled
from agency.paging import cursor, position_of
from agency.pinning.models import Pin
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
    told |= described_pin_counts(counts_of_pins(found.run_id))
    return one(
        {
            **told,
            "items": [described_proposal(row) for row in items.items],
            "next": cursor(items.next, place),
        }
    )


@lists(f"/match-runs/{ID}/pins", shape("ToldPin"), about=MATCHES, query=PageQuery)
def list_match_run_pins(query: Values, id: int) -> Response:
    """What is pinned and excluded now, and what became of it in the choice of a run.

    What was wanted since has no outcome there yet.
    """
    found = allocation_of(run_with_id(id))
    statement, of = answered_pins(found.run_id), f"pins {found.run_id}"
    return page(statement, Pin.id, described_told_pin, query, of, load=_told_pins)


def _told_pins(statement: Select[Any], _key: str) -> list[tuple[Any, Any]]:
    told = [ToldPin(*row) for row in db.session.execute(statement)]
    return [(one, one.pin.id) for one in told]


@lists(f"/match-runs/{ID}/unsettled-pairs", shape("UnsettledPair"), about=MATCHES, query=PageQuery)
def list_unsettled_pairs(query: Values, id: int) -> Response:
    """Pairs who would both rather have each other than what the choice of a run gives them.

    An assignment prefers the better score, a candidate the better pay, then the better score.
    """
    found = allocation_of(run_with_id(id))
    place = whose(f"unsettled {found.run_id}", query)
    after = position_of(query["after"], place)
    pairs = page_of_unsettled(found, query["limit"], after)
    return listed([described_unsettled(one) for one in pairs.items], cursor(pairs.next, place))


def _address(job: Job) -> str:
    return url_for("api.get_job", id=job.id)
