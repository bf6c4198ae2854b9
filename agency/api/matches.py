"""Who may take which assignment: what the last run says, and one pair in full."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import select

from agency.api.answers import one
from agency.api.blueprint import reads
from agency.api.bodies import Values
from agency.api.holders import candidate_id, is_candidate
from agency.api.lists import PageQuery, whose
from agency.api.reading import Query
from agency.api.rows import the_row
from agency.api.rulebook import DayQuery
from agency.api.schemas.parts import ref as shape
from agency.api.words import MATCHES
from agency.assignments.models import Assignment
from agency.errors import Unready
from agency.fields import Choice, Day, SafeText
from agency.matching.allocation_queries import allocation_for, is_stale
from agency.matching.allocation_schemas import described_for_assignment, described_price
from agency.matching.candidate_matches import described_candidate_matches, matches_of_candidate
from agency.matching.explaining import explain as explain_facts
from agency.matching.kept_out import KeptOut, described_kept_out, judged_now, kept_out
from agency.matching.near_misses import remedies_of
from agency.matching.pin_queries import told_pins
from agency.matching.previews import wait_until_ready
from agency.matching.pricing import price_of
from agency.matching.queries import current_run, matches_of
from agency.matching.run_queries import unworked
from agency.matching.run_schemas import described_unworked
from agency.matching.schemas import described_explanation, described_matches
from agency.paging import cursor, position_of
from agency.pinning.models import Pin
from agency.placements.queries import facts_of_pair, require_shown
from agency.placements.work import work_of
from agency.rules.ranking import load_scale
from agency.settings import settings, today
from agency.standards.queries import rulebook, rulebook_of

LONGEST_ID = 80
VERDICTS = ("eligible", "unknown", "ineligible", "near_miss")


class MatchQuery(Query):
    """Only one verdict, or the near misses; and by the run of which day instead of the last."""

    verdict = Choice(VERDICTS, load_default=None)
    as_of = Day(load_default=None)


class KeptOutQuery(PageQuery):
    """By which requirement of the assignment, by its id."""

    requirement = SafeText(LONGEST_ID, required=True)


class RunOfDayQuery(Query):
    """By the run of which day instead of the last."""

    as_of = Day(load_default=None)


@reads("/assignments/<ref>/matches", shape("AssignmentMatches"), about=MATCHES, query=MatchQuery)
def get_assignment_matches(query: Values, ref: str) -> Response:
    """The best eligible people and the nearest misses of an assignment, by the last run."""
    run = current_run(today(), query["as_of"])
    found = matches_of(ref, run, query["verdict"])
    missed = None if query["as_of"] else unworked(run)
    book = rulebook_of(run.rulebook) or rulebook()
    remedied = remedies_of(found, book, settings().shorten_keeps_percent)
    return one(described_matches(found, remedied, book) | described_unworked(missed))


@reads("/assignments/<ref>/kept-out", shape("KeptOut"), about=MATCHES, query=KeptOutQuery)
def get_people_kept_out(query: Values, ref: str) -> Response:
    """Who does not meet one requirement of an assignment by the last run, those who lack nothing
    else first; what each lacks is judged by what is on file now.
    """
    assignment = the_row(select(Assignment).where(Assignment.ref == ref), "assignment", ref)
    run, work = current_run(today()), work_of(Assignment.id == assignment.id)[assignment.id]
    place = whose(f"kept out {run.id} {ref}", query)
    (start,) = position_of(query["after"], place) or [0]
    rows = slice(start, start + query["limit"])
    found = _kept_out(assignment.id, work, query["requirement"], run, rows)
    book = rulebook_of(run.rulebook) or rulebook()
    judged = judged_now(assignment.id, work, found.refs, book, run.as_of)
    end = start + len(found.refs)
    following = cursor([end] if end < found.number else None, place)
    return one(described_kept_out(ref, run, found, judged) | {"next": following})


def _kept_out(*asked: Any) -> KeptOut:
    """What `kept_out` answers once the facts are at hand; raises Unready where they are not."""
    if (found := kept_out(*asked)) is None:
        wait_until_ready()
        found = kept_out(*asked)
    if found is None:
        raise Unready("the facts of the last run are being read; ask again")
    return found


@reads("/assignments/<ref>/allocation", shape("AssignmentAllocation"), about=MATCHES)
def get_assignment_allocation(ref: str) -> Response:
    """Who should be put forward for an assignment, over all openings at once, by the last run; and
    what it would cost to put forward the others of its shortlist.
    """
    assignment = the_row(select(Assignment).where(Assignment.ref == ref), "assignment", ref)
    run = current_run(today())
    found = allocation_for(run, assignment)
    if found is None:
        raise Unready(f"run {run.id} chose nobody for {ref}: it was not open then")
    pins = told_pins(found.allocation.run_id, None, Pin.assignment_id == assignment.id)
    return one(described_for_assignment(found, pins, stale=is_stale(run)))


@reads(
    "/assignments/<ref>/allocation/<candidate_ref>",
    shape("PriceOfPair"),
    about=MATCHES,
)
def get_price_of_pair(ref: str, candidate_ref: str) -> Response:
    """What the choice of the last full match would lose if it proposed a candidate for an
    assignment: exactly, by choosing again with her in it.
    """
    the_row(select(Assignment).where(Assignment.ref == ref), "assignment", ref)
    candidate_id(candidate_ref)
    found = price_of(current_run(today()), ref, candidate_ref)
    return one(described_price(found, ref, candidate_ref))


@reads("/candidates/<ref>/matches", shape("CandidateMatches"), about=MATCHES, query=RunOfDayQuery)
def get_candidate_matches(query: Values, ref: str) -> Response:
    """The assignments on whose shortlists a candidate stands, as the last run has them.

    A shortlist holds the best eligible people and the nearest misses alone; of any other
    assignment the explanation of the pair tells.
    """
    id = candidate_id(ref)
    run = current_run(today(), query["as_of"])
    return one(described_candidate_matches(ref, run, matches_of_candidate(id, run)))


@reads(
    "/assignments/<ref>/candidates/<candidate_ref>",
    shape("Explanation"),
    about=MATCHES,
    query=DayQuery,
)
def explain(query: Values, ref: str, candidate_ref: str) -> Response:
    """Whether a candidate may take an assignment, requirement by requirement, with dates.

    Present facts are judged on the day given, or today. To a candidate what the agency keeps to
    itself is not there, unless she is put to it.
    """
    scale, keeps = load_scale(settings().ranking_file), settings().shorten_keeps_percent
    pair = facts_of_pair(candidate_ref, ref)
    if is_candidate():
        require_shown(pair)
    told = explain_facts(pair, rulebook(), scale, query["on"] or today(), keeps)
    return one(described_explanation(told))
