"""Continuing-education credits of a candidate, towards the renewal of a credential."""

from __future__ import annotations

from flask import Response, url_for

from agency.access.owners import belongs
from agency.access.principal import actor
from agency.api.answers import as_expected, nothing, one
from agency.api.blueprint import ID, changes, creates, lists, reads, removes
from agency.api.bodies import Values, body_of, change_of
from agency.api.holders import candidate_id, hers, holder_by_row
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.own_edits import hers_as_expected
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import CREDENTIALS
from agency.credentials.actions import change_ce_credit, create_ce_credit, remove_ce_credit
from agency.credentials.described import described_ce_credit, whole_ce_credits
from agency.credentials.models import CECredit
from agency.credentials.schemas import CECreditInput
from agency.fields import CredentialCode
from agency.portal.paper_kinds import CE_CREDIT as PAPER

CREDIT = shape("CECredit")
HERS = ("candidate_ref",)
NewCECredit = body_of(CECreditInput, "NewCECredit", without=HERS)
CECreditChange = change_of(CECreditInput, "CECreditChange", without=HERS)


class CECreditQuery(PageQuery):
    """Towards which credential."""

    code = CredentialCode(load_default=None)


@lists("/candidates/<ref>/ce-credits", CREDIT, about=CREDENTIALS, query=CECreditQuery)
def list_ce_credits(query: Values, ref: str) -> Response:
    """What a candidate has earned towards renewals."""
    statement = whole_ce_credits().where(CECredit.candidate_id == candidate_id(ref))
    if query["code"]:
        statement = statement.where(CECredit.code == query["code"])
    return page(statement, CECredit.id, described_ce_credit, query, f"ce-credits of {ref}")


@creates("/candidates/<ref>/ce-credits", CREDIT, about=CREDENTIALS, body=NewCECredit)
def add_ce_credit(body: Values, ref: str) -> Response:
    """Take up a credit of a candidate."""

    def make(also: Hook) -> CECredit:
        with hers(ref):
            return create_ce_credit(body | {"candidate_ref": ref}, actor(), also=also)

    return created(make, described_ce_credit, _address)


@reads(f"/ce-credits/{ID}", CREDIT, about=CREDENTIALS)
def get_ce_credit(id: int) -> Response:
    """One credit."""
    found = whole_ce_credits().where(CECredit.id == id)
    return one(described_ce_credit(the_row(found, "ce_credit", id)))


@changes(f"/ce-credits/{ID}", CREDIT, about=CREDENTIALS, body=CECreditChange)
def patch_ce_credit(body: Values, id: int) -> Response:
    """Change a credit; she herself one that she took up."""
    expects = hers_as_expected(PAPER, as_expected(described_ce_credit))
    row = change_ce_credit(id, body, actor(), expects=expects)
    return one(described_ce_credit(row))


@removes(f"/ce-credits/{ID}", about=CREDENTIALS)
def delete_ce_credit(id: int) -> Response:
    """Take a credit out; she herself one that she took up."""
    expects = hers_as_expected(PAPER, as_expected(described_ce_credit))
    remove_ce_credit(id, actor(), expects=expects)
    return nothing()


for view in ("get_ce_credit", "patch_ce_credit", "delete_ce_credit"):
    belongs(f"api.{view}", "ce_credit", holder_by_row(CECredit))


def _address(row: CECredit) -> str:
    return url_for("api.get_ce_credit", id=row.id)
