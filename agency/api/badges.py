"""Digital badges of a credential: sent, listed with their five lights, asked anew, believed."""

from __future__ import annotations

from flask import Response, url_for
from sqlalchemy import select

from agency.access.owners import belongs
from agency.access.principal import actor
from agency.api.answers import as_expected, one
from agency.api.blueprint import ID, creates, does, lists, reads
from agency.api.bodies import Values
from agency.api.documents import holder_of_credential, require_visible_credential
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.schemas.parts import ref as shape
from agency.api.uploads import FILES, MULTIPART, told_apart, uploads
from agency.api.words import DOCUMENTS
from agency.badges.actions import judge_again, raise_by_badge, with_badges
from agency.badges.described import described_badge
from agency.badges.models import Badge
from agency.badges.queries import badges_among, badges_of_document, credential_of, the_badge
from agency.candidates.models import Candidate
from agency.credentials.described import described_credential
from agency.credentials.models import Credential
from agency.documents.keeping import FIELD
from agency.documents.models import Document, DocumentFile
from agency.errors import Problem, Refused
from agency.extensions import db
from agency.verification.actions import attach_document

BADGE, CREDENTIAL = shape("Badge"), shape("Credential")
NONE_SENT = "a digital badge: JSON, a signed token, or a PNG or SVG that it is baked into"


@lists(f"/credentials/{ID}/badges", BADGE, about=DOCUMENTS, query=PageQuery)
def list_badges(query: Values, id: int) -> Response:
    """The badges among the documents of a credential, each with its five lights.

    Each light answers one question by itself: yes, no, or cannot say. They are never summed.
    """
    require_visible_credential(id)
    statement = badges_among(select(Document.id).where(Document.credential_id == id))
    return page(statement, Badge.id, described_badge, query, f"badges of {id}")


@creates(
    f"/credentials/{ID}/badges",
    BADGE,
    about=DOCUMENTS,
    takes=FILES,
    takes_type=MULTIPART,
    problems=(503, 507),
)
def add_badge(id: int) -> Response:
    """Upload a badge as a proof, in any form that it is given out in.

    It is judged within seconds; until then its lights are null.
    """
    require_visible_credential(id)
    sent = uploads()

    def make(also: Hook) -> Document:
        def first(document: Document) -> None:
            found = badges_of_document(document.id)
            if not found:
                raise Refused([Problem(FIELD, document.name, NONE_SENT)])
            also(found[0])

        return attach_document(id, sent, actor(), also=with_badges(first))

    return created(make, described_badge, _address, sent=lambda: told_apart(sent))


@reads(f"/badges/{ID}", BADGE, about=DOCUMENTS)
def get_badge(id: int) -> Response:
    """One badge with its five lights, and what they were judged by."""
    return one(described_badge(_visible(id)))


@does(f"/badges/{ID}/judgement", BADGE, about=DOCUMENTS)
def judge_badge(id: int) -> Response:
    """Have a badge judged anew, within seconds; its issuer is asked again where that is allowed."""
    _visible(id)
    judge_again(id, actor())
    return one(described_badge(the_badge(id)))


@does(f"/badges/{ID}/source-check", CREDENTIAL, about=DOCUMENTS, if_match=True)
def believe_badge(id: int) -> Response:
    """Know the credential by its source, where all five answers are yes."""
    _visible(id)
    row = raise_by_badge(id, actor(), expects=as_expected(described_credential))
    return one(described_credential(row))


def _visible(id: int) -> Badge:
    badge = the_badge(id)
    require_visible_credential(credential_of(badge).id)
    return badge


def _address(row: Badge) -> str:
    return url_for("api.get_badge", id=row.id)


def _holder_of_badge(id: int) -> str | None:
    asked = (
        select(Candidate.ref)
        .join(Credential, Credential.candidate_id == Candidate.id)
        .join(Document, Document.credential_id == Credential.id)
        .join(DocumentFile, DocumentFile.document_id == Document.id)
        .join(Badge, Badge.file_id == DocumentFile.id)
    )
    return db.session.scalar(asked.where(Badge.id == id))


for view in ("list_badges", "add_badge"):
    belongs(f"api.{view}", "credential", holder_of_credential)
belongs("api.get_badge", "badge", _holder_of_badge)
