"""Credentials of a candidate: taken up, changed, reviewed; one is withdrawn, never deleted."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, url_for
from sqlalchemy import select

from agency.access.owners import belongs
from agency.access.principal import actor
from agency.api.answers import as_expected, one
from agency.api.blueprint import ID, changes, creates, does, lists, reads
from agency.api.bodies import Body, Values, body_of, change_of
from agency.api.holders import candidate_id, hers, holder_by_row, may_verify
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.own_edits import claimed_by_her, hers_as_expected, require_her_change
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import CREDENTIALS
from agency.credentials.described import CREDENTIAL as SCHEMA
from agency.credentials.described import described_credential, held_values, whole_credentials
from agency.credentials.models import STATUSES, Credential
from agency.credentials.schemas import CredentialInput
from agency.errors import Stale
from agency.fields import Choice, Columns, SafeText, Whole, WordList
from agency.portal.paper_kinds import CREDENTIAL as PAPER
from agency.row_ids import LARGEST
from agency.verification.actions import (
    change_credential,
    check_source,
    create_credential,
    review_credential,
)
from agency.verification.actions.reviews import DONE
from agency.verification.models import CORRECTED, Verification
from agency.verification.queries import entries_about
from agency.verification.reasons import REASONS
from agency.verification.schemas import SourceCheckInput, described_verification

CREDENTIAL, VERIFICATION = shape("Credential"), shape("Verification")
HERS = ("candidate_ref",)
NewCredential = body_of(CredentialInput, "NewCredential", without=HERS)


def _stored(id: int) -> Values:
    row = the_row(whole_credentials().where(Credential.id == id), "credential", id)
    return held_values(SCHEMA, row)


SourceCheck = body_of(SourceCheckInput, "SourceCheck")
CredentialChange = change_of(CredentialInput, "CredentialChange", without=HERS, stored=_stored)


class CredentialQuery(PageQuery):
    """Of which status."""

    status = Choice(STATUSES, load_default=None)


# What a document says of a credential; how it is known and whether it counts is the decision.
Correction = change_of(
    CredentialInput, "CredentialCorrection", without=(*HERS, "evidence", "status")
)


class Review(Body):
    """What a specialist decides; a rejection has a reason, and either may have a remark.

    `document` is the one that she has seen: if another is the newest by now, nothing is decided.
    Nothing is verified that has no document and of which no source check has told.
    What is verified may be `corrected` as the document has it; what does not go with what is known
    or with what a machine has read on the document is refused unless its field is among the
    `settled`, which are so on the document; `name` is the name of its holder there.
    """

    decision = Choice(DONE, required=True)
    reason = Choice(REASONS, load_default=None)
    remark = SafeText(1000, load_default="")
    document = Whole(1, LARGEST, load_default=None)
    corrected = Columns(Correction, load_default=None)
    settled = WordList(Choice((*CORRECTED, "name")))


@lists("/candidates/<ref>/credentials", CREDENTIAL, about=CREDENTIALS, query=CredentialQuery)
def list_credentials(query: Values, ref: str) -> Response:
    """What a candidate holds that is valid for a while."""
    statement = whole_credentials().where(Credential.candidate_id == candidate_id(ref))
    if query["status"]:
        statement = statement.where(Credential.status == query["status"])
    return page(statement, Credential.id, described_credential, query, f"credentials of {ref}")


@creates("/candidates/<ref>/credentials", CREDENTIAL, about=CREDENTIALS, body=NewCredential)
def add_credential(body: Values, ref: str) -> Response:
    """Take up a credential of a candidate; that it was reviewed somebody else says.

    What she takes up herself is what she claims.
    """
    said = claimed_by_her(body, PAPER)

    def make(also: Hook) -> Credential:
        values = said | {"candidate_ref": ref}
        with hers(ref):
            return create_credential(values, actor(), may_verify=may_verify(), also=also)

    return created(make, described_credential, _address)


@reads(f"/credentials/{ID}", CREDENTIAL, about=CREDENTIALS)
def get_credential(id: int) -> Response:
    """One credential."""
    found = whole_credentials().where(Credential.id == id)
    return one(described_credential(the_row(found, "credential", id)))


@changes(f"/credentials/{ID}", CREDENTIAL, about=CREDENTIALS, body=CredentialChange)
def patch_credential(body: Values, id: int) -> Response:
    """Change a credential; what was verified only a specialist who has no part in it may change.

    She herself may change what is her word alone, and withdraw it.
    """
    require_her_change(body, PAPER, {"status": "withdrawn"})
    expects = hers_as_expected(PAPER, as_expected(described_credential))
    row = change_credential(id, body, actor(), may_verify=may_verify(), expects=expects)
    return one(described_credential(row))


@does(f"/credentials/{ID}/review", CREDENTIAL, about=CREDENTIALS, body=Review)
def review(body: Values, id: int) -> Response:
    """Verify a credential, or reject it for a reason; of one that counts, its new document."""
    row = review_credential(
        id,
        body["decision"],
        actor(),
        reason=body["reason"] or "",
        remark=body["remark"],
        corrected=body["corrected"],
        settled=body["settled"],
        expects=as_expected(described_credential),
        sees=_as_seen(body["document"]),
        on_sight=True,
    )
    return one(described_credential(row))


def _as_seen(document: int | None) -> Callable[[int | None], None]:
    """What a decision is to expect of the newest document; without one named every one will do."""

    def expect(newest: int | None) -> None:
        if document not in (None, newest):
            raise Stale(f"its newest document is {newest or 'none'}, not {document}")

    return expect


@lists(f"/credentials/{ID}/verifications", VERIFICATION, about=CREDENTIALS, query=PageQuery)
def list_verifications(query: Values, id: int) -> Response:
    """How a credential came to be known as it is: who learned what, when, from which source."""
    the_row(select(Credential.id).where(Credential.id == id), "credential", id)
    about, order = entries_about(id), Verification.id
    return page(about, order, described_verification, query, f"verifications of {id}")


@does(f"/credentials/{ID}/source-check", CREDENTIAL, about=CREDENTIALS, body=SourceCheck)
def record_source_check(body: Values, id: int) -> Response:
    """Write down what the issuer's register said; what it found is known by its primary source."""
    row = check_source(
        id,
        body["answer"],
        actor(),
        body["checked_on"],
        remark=body["remark"],
        confirmation=body["confirmation"],
        document=body["document"],
        expects=as_expected(described_credential),
    )
    return one(described_credential(row))


for view in ("get_credential", "patch_credential"):
    belongs(f"api.{view}", "credential", holder_by_row(Credential))


def _address(row: Credential) -> str:
    return url_for("api.get_credential", id=row.id)
