"""Exclusion lists, how a candidate stands with them, and the findings that specialists decide."""

from __future__ import annotations

from flask import Response

from agency.access.principal import actor
from agency.api.answers import as_expected, one
from agency.api.blueprint import ID, Doc, does, gives, lists, reads
from agency.api.bodies import Values, body_of
from agency.api.holders import candidate_id
from agency.api.lists import PageQuery, page
from agency.api.reading import Query
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import SCREENING
from agency.candidates.models import Candidate
from agency.fields import Choice, Day, Ref
from agency.screening import actions
from agency.screening.ageing import is_old
from agency.screening.certificates import MONTH, Certificate, certificate
from agency.screening.drawing import drawn
from agency.screening.models import STATES, Finding
from agency.screening.queries import (
    described_lists,
    months_of,
    standing_of,
    to_decide,
    whole_findings,
)
from agency.screening.schemas import DecisionInput, described_finding, described_standing
from agency.settings import today

FINDING = shape("Likeness")
PDF = "application/pdf"
OF_A_MONTH: Doc = {"month": {"type": "string", "pattern": f"^{MONTH.pattern}$"}}
Decision = body_of(DecisionInput, "NewFindingDecision")


class KnownOnQuery(Query):
    """Up to which day decisions are known; today if it is not said."""

    known_on = Day(load_default=None)


class FindingQuery(PageQuery):
    """Of which candidate, in which state; what waits for a decision if neither is said."""

    candidate = Ref(load_default=None)
    state = Choice(STATES, load_default=None)


@reads("/exclusion-lists", shape("ExclusionLists"), about=SCREENING)
def get_exclusion_lists() -> Response:
    """The lists as they stand: of what files each is made, what is missing, and which are old."""
    day = today()
    lists = [{**each, "old": is_old(each, day)} for each in described_lists(day)]
    return one({"lists": lists})


@reads("/candidates/<ref>/screenings", shape("Screenings"), about=SCREENING)
def get_screenings(ref: str) -> Response:
    """How a candidate stands with the lists, and in which months she was screened."""
    id = candidate_id(ref)
    return one(described_standing(ref, standing_of(id), months_of(id)))


@reads(
    "/candidates/<ref>/screenings/<month>",
    shape("ScreeningCertificate"),
    about=SCREENING,
    query=KnownOnQuery,
    named=OF_A_MONTH,
)
def get_screening(query: Values, ref: str, month: str) -> Response:
    """The certificate that a candidate was screened in a month, such as 2026-11."""
    return one(_certificate(query, ref, month).described)


@gives(
    "/candidates/<ref>/screenings/<month>/certificate",
    [PDF],
    about=SCREENING,
    problems=(422,),
    query=KnownOnQuery,
    named=OF_A_MONTH,
)
def get_screening_certificate(query: Values, ref: str, month: str) -> Response:
    """The same as a PDF: equal bytes where what it says is equal."""
    found = _certificate(query, ref, month)
    answer = Response(drawn(found), mimetype=PDF)
    name = f"screening-{ref}-{month}.pdf"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _certificate(query: Values, ref: str, month: str) -> Certificate:
    candidate_id(ref)
    return certificate(ref, month, query["known_on"] or today())


@lists("/screening-findings", FINDING, about=SCREENING, query=FindingQuery)
def list_findings(query: Values) -> Response:
    """Findings in the order in which they came up."""
    named = query["candidate"] or query["state"]
    statement = whole_findings() if named else to_decide()
    if query["candidate"]:
        statement = statement.where(Candidate.ref == query["candidate"])
    if query["state"]:
        statement = statement.where(Finding.state == query["state"])
    return page(statement, Finding.id, described_finding, query, "findings")


@reads(f"/screening-findings/{ID}", FINDING, about=SCREENING)
def get_finding(id: int) -> Response:
    """A candidate and a record of a list that are alike, with the evidence and what was decided."""
    return one(described_finding(_finding(id)))


@does(f"/screening-findings/{ID}/decision", FINDING, about=SCREENING, body=Decision)
def decide_finding(body: Values, id: int) -> Response:
    """Say that the two are the same person, or that they are not, and why."""
    expects = as_expected(lambda _row: described_finding(_finding(id)))
    actions.decide(id, body["decision"], body["reason"] or "", actor(), expects)
    return one(described_finding(_finding(id)))


@does(f"/screening-findings/{ID}/decision/undo", FINDING, about=SCREENING)
def undo_finding_decision(id: int) -> Response:
    """Take back the last decision, which only who made it can, for some minutes."""
    actions.undo(id, actor())
    return one(described_finding(_finding(id)))


def _finding(id: int) -> Finding:
    whole = whole_findings().where(Finding.id == id)
    row: Finding = the_row(whole.execution_options(populate_existing=True), "finding", id)
    return row
