"""Candidates: who they are, and when and where they work."""

from __future__ import annotations

from flask import Response, url_for

from agency.access.principal import actor
from agency.api.answers import Json, as_expected, one
from agency.api.blueprint import changes, creates, lists, reads
from agency.api.bodies import Values, body_of, change_of
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import CANDIDATES
from agency.candidates.actions import change_candidate, create_candidate
from agency.candidates.described import described_candidate, whole_candidates
from agency.candidates.models import STATUSES, Candidate
from agency.candidates.schemas import CandidateInput
from agency.column_types import has_word
from agency.fields import Choice, StateCode

CANDIDATE = shape("Candidate")
NewCandidate = body_of(CandidateInput, "NewCandidate")
CandidateChange = change_of(CandidateInput, "CandidateChange", without=("ref",))


class CandidateQuery(PageQuery):
    """Of which status, and willing to work in which state."""

    status = Choice(STATUSES, load_default=None)
    state = StateCode(load_default=None)


@lists("/candidates", CANDIDATE, about=CANDIDATES, query=CandidateQuery)
def list_candidates(query: Values) -> Response:
    """Candidates by their references."""
    statement = whole_candidates()
    if query["status"]:
        statement = statement.where(Candidate.status == query["status"])
    if query["state"]:
        statement = statement.where(has_word(Candidate.willing_states, query["state"]))
    return page(statement, Candidate.ref, described_candidate, query, "candidates")


@creates("/candidates", CANDIDATE, about=CANDIDATES, body=NewCandidate)
def add_candidate(body: Values) -> Response:
    """Take up a candidate."""

    def make(also: Hook) -> Candidate:
        return create_candidate(body, actor(), also=also)

    return created(make, described_candidate, _address)


@reads("/candidates/<ref>", CANDIDATE, about=CANDIDATES)
def get_candidate(ref: str) -> Response:
    """One candidate."""
    return one(_described(ref))


@changes("/candidates/<ref>", CANDIDATE, about=CANDIDATES, body=CandidateChange)
def patch_candidate(body: Values, ref: str) -> Response:
    """Change what is known of a candidate; columns that are not sent stay as they are."""
    row = change_candidate(ref, body, actor(), expects=as_expected(described_candidate))
    return one(described_candidate(row))


def _described(ref: str) -> Json:
    return described_candidate(
        the_row(whole_candidates().where(Candidate.ref == ref), "candidate", ref)
    )


def _address(row: Candidate) -> str:
    return url_for("api.get_candidate", ref=row.ref)
