"""Candidates: who they are, and when and where they work."""

from __future__ import annotations

from flask import Response, url_for

from agency.access.letters import invitation_letter
from agency.access.principal import actor
from agency.api.answers import Json, as_expected, one
from agency.api.blueprint import changes, creates, does, lists, reads
from agency.api.bodies import Values, body_of, change_of
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.own_edits import require_her_columns
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import CANDIDATES
from agency.candidates.actions import change_candidate, create_candidate
from agency.candidates.described import described_candidate, whole_candidates
from agency.candidates.models import STATUSES, Candidate
from agency.candidates.schemas import CandidateInput
from agency.candidates.standing import ITS_OWN, not_merged
from agency.column_types import has_word
from agency.fields import Choice, StateCode
from agency.joining.actions import invite_candidate
from agency.joining.schemas import described_invitation

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
    statement = whole_candidates().where(ITS_OWN)
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
    """Change what is known of a candidate; columns that are not sent stay as they are.

    She herself may say what she says on her pages; another address is proven there by mail.
    """
    require_her_columns(body)
    row = change_candidate(ref, body, actor(), expects=as_expected(described_candidate))
    return one(described_candidate(row))


@does("/candidates/<ref>/invitation", shape("Invitation"), about=CANDIDATES)
def invite(ref: str) -> Response:
    """Mail a candidate a link to claim her file; one that was sent before works no longer."""
    return one(described_invitation(invite_candidate(ref, actor(), invitation_letter)))


def _described(ref: str) -> Json:
    found = the_row(whole_candidates().where(Candidate.ref == ref), "candidate", ref)
    return described_candidate(not_merged(found))


def _address(row: Candidate) -> str:
    return url_for("api.get_candidate", ref=row.ref)
