"""Who may take which assignment: what the last run says, and one pair in full."""

from __future__ import annotations

from flask import Response
from sqlalchemy import select

from agency.api.answers import one
from agency.api.blueprint import reads
from agency.api.bodies import Values
from agency.api.holders import candidate_id, is_candidate
from agency.api.reading import Query
from agency.api.rows import the_row
from agency.api.rulebook import DayQuery
from agency.api.schemas.parts import ref as shape
from agency.api.words import MATCHES
from agency.assignments.models import Assignment
from agency.errors import Unready
from agency.fields import Choice, Day
from agency.matching.allocation_queries import allocation_for, is_stale
from agency.matching.allocation_schemas import described_for_assignment, described_price
from agency.matching.candidate_matches import described_candidate_matches, matches_of_candidate
from agency.matching.explaining import explain as explain_facts
from agency.matching.near_misses import remedies_of
from agency.matching.pin_queries import told_pins
from agency.matching.pricing import price_of
from agency.matching.queries import current_run, matches_of
from agency.matching.run_queries import unworked
from agency.matching.run_schemas import described_unworked
from agency.matching.schemas import described_explanation, described_matches
from agency.pinning.models import Pin
from agency.placements.queries import facts_of_pair, require_shown
from agency.rules.ranking import load_scale
from agency.settings import settings, today
from agency.standards.queries import rulebook, rulebook_of

VERDICTS = ("eligible", "unknown", "ineligible", "near_miss")


class MatchQuery(Query):
    """Only one verdict, or the near misses; and by the run of which day instead of the last."""

    verdict = Choice(VERDICTS, load_default=None)
    as_of = Day(load_default=None)


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
