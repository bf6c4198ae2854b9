"""Documents of a credential: uploaded, listed, given out page by page, withdrawn."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, url_for
from sqlalchemy import select

from agency.access.owners import belongs
from agency.access.principal import actor, asking
from agency.api.answers import as_expected, nothing, one
from agency.api.blueprint import ID, creates, gives, lists, reads, removes
from agency.api.bodies import Values
from agency.api.holders import VERIFIERS, candidate_id, may_verify
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.uploads import FILES, MULTIPART, told_apart, uploads
from agency.api.words import DOCUMENTS
from agency.badges.actions import with_badges
from agency.candidates.models import Candidate
from agency.credentials.confidential import is_confidential
from agency.credentials.models import Credential
from agency.documents.actions import GivenFile, give_file, give_page
from agency.documents.described import described_document, described_view
from agency.documents.kinds import JPEG, TYPES
from agency.documents.models import CHECK, KINDS, PROOF, STATES, Document, DocumentView
from agency.documents.queries import views_by_others, whole_documents
from agency.documents.readings.described import described_reading
from agency.documents.readings.queries import file_readings
from agency.documents.uploads import file_name
from agency.errors import NotAllowed, NotFound
from agency.extensions import db
from agency.fields import Choice
from agency.rules.rulebook import load_rulebook
from agency.verification.actions import attach_check, attach_document, withdraw_document

DOCUMENT = shape("Document")
PLACE = "<int(min=1, max=2147483647):place>"
NUMBER = "<int(min=1, max=2147483647):number>"
# A file is saved and never shown in our name; whatever it holds can do nothing.
ALONE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class DocumentQuery(PageQuery):
    """In which state, and of which kind: evidence of checks is told to staff who ask for it."""

    state = Choice(STATES, load_default=None)
    kind = Choice(KINDS, load_default=PROOF)


@lists(f"/credentials/{ID}/documents", DOCUMENT, about=DOCUMENTS, query=DocumentQuery)
def list_documents(query: Values, id: int) -> Response:
    """The versions of the proof of a credential."""
    require_visible_credential(id)
    if query["kind"] == CHECK and not _is_staff():
        raise NotAllowed("Evidence of checks is for staff.")
    of_it = Document.credential_id == id, Document.kind == query["kind"]
    statement = whole_documents().where(*of_it)
    if query["state"]:
        statement = statement.where(Document.state == query["state"])
    return page(statement, Document.id, described_document, query, f"documents of {id}")


@creates(
    f"/credentials/{ID}/documents",
    DOCUMENT,
    about=DOCUMENTS,
    takes=FILES,
    takes_type=MULTIPART,
    problems=(503, 507),
)
def add_document(id: int) -> Response:
    """Upload a proof: one PDF, or its pages in their order as PDFs, JPEGs and PNGs.

    Pictures are kept without what they tell of place and camera. A PDF with a password, scripts,
    links or files inside is refused. Of a digital badge the signed text alone is kept.
    """
    require_visible_credential(id)
    sent = uploads()

    def make(also: Hook) -> Document:
        return attach_document(id, sent, actor(), also=with_badges(also))

    return created(make, described_document, _address, sent=lambda: told_apart(sent))


@lists("/candidates/<ref>/document-views", shape("DocumentView"), about=DOCUMENTS, query=PageQuery)
def list_views(query: Values, ref: str) -> Response:
    """Who has opened documents of a candidate besides herself, the latest first."""
    hers = views_by_others().where(Document.candidate_id == candidate_id(ref))
    hers = hers.where(Document.kind == PROOF)
    if not _may_see_confidential():
        catalogue = load_rulebook().catalogue.types.values()
        hidden = [one.code for one in catalogue if one.confidential]
        hers = hers.join(Credential, Credential.id == Document.credential_id)
        hers = hers.where(Credential.code.not_in(hidden))
    of = f"views of {ref}"
    return page(hers, DocumentView.id, described_view, query, of, descending=True)


@creates(
    f"/credentials/{ID}/check-documents",
    DOCUMENT,
    about=DOCUMENTS,
    takes=FILES,
    takes_type=MULTIPART,
    problems=(503, 507),
)
def add_check_document(id: int) -> Response:
    """Upload evidence of what a register answered, for staff alone; a source check names it."""
    sent = uploads()

    def make(also: Hook) -> Document:
        return attach_check(id, sent, actor(), also=also)

    return created(make, described_document, _address, sent=lambda: told_apart(sent))


@reads(f"/documents/{ID}", DOCUMENT, about=DOCUMENTS)
def get_document(id: int) -> Response:
    """What is known of a document and was read of it; its files are given out by themselves."""
    _require_visible_document(id)
    found = whole_documents().where(Document.id == id)
    return one(_with_reading(the_row(found, "document", id)))


@gives(f"/documents/{ID}/files/{PLACE}", TYPES, about=DOCUMENTS)
def get_file(id: int, place: int) -> Response:
    """One file of a document; that it was given out is remembered."""
    _require_visible_document(id)
    return _attached(give_file(id, place, actor()))


@gives(f"/documents/{ID}/files/{PLACE}/pages/{NUMBER}", (JPEG,), about=DOCUMENTS, problems=(422,))
def get_page(id: int, place: int, number: int) -> Response:
    """One page of a PDF as a picture; once per opening it is remembered that it was given out."""
    _require_visible_document(id)
    return _attached(give_page(id, place, number, actor()))


@removes(f"/documents/{ID}", about=DOCUMENTS)
def delete_document(id: int) -> Response:
    """Withdraw a document; its files are kept, and it counts as no proof any more."""
    _require_visible_document(id)
    # Whoever has sent it may take it back, though a machine has read it meanwhile.
    expects = as_expected(described_document, _with_reading)
    withdraw_document(id, actor(), may_verify=may_verify(), expects=expects)
    return nothing()


def _with_reading(row: Document) -> Values:
    return described_document(row) | {"reading": described_reading(file_readings(row.id))}


def _attached(file: GivenFile) -> Response:
    name = file_name(file.name, file.media_type)
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    answer = Response(file.content, mimetype=file.media_type, headers=ALONE)
    coded = quote(name, safe="")
    said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}"
    answer.headers["Content-Disposition"] = said
    return answer


def _address(row: Document) -> str:
    return url_for("api.get_document", id=row.id)


def require_visible_credential(id: int) -> None:
    """Raises NotFound where it is not there, or is not for who asks to see."""
    _require_visible("credential", id, select(Credential.code).where(Credential.id == id))


def _require_visible_document(id: int) -> None:
    asked = select(Credential.code).join(Document, Document.credential_id == Credential.id)
    visible = asked.where(Document.id == id)
    if not _is_staff():
        visible = visible.where(Document.kind == PROOF)
    _require_visible("document", id, visible)


def _require_visible(noun: str, id: int, code_of: object) -> None:
    code = db.session.scalar(code_of)  # type: ignore[call-overload]
    if code is None or (is_confidential(code) and not _may_see_confidential()):
        raise NotFound(noun, str(id))


def _is_staff() -> bool:
    return bool(asking().roles - {"candidate"})


def _may_see_confidential() -> bool:
    """She herself, whom the guard has let through, or a specialist."""
    return bool(asking().roles & (VERIFIERS | {"candidate"}))


def holder_of_credential(id: int) -> str | None:
    """Whose a credential is, by reference; None where there is none."""
    asked = select(Candidate.ref).join(Credential, Credential.candidate_id == Candidate.id)
    return db.session.scalar(asked.where(Credential.id == id))


def _holder_of_document(id: int) -> str | None:
    asked = select(Candidate.ref).join(Document, Document.candidate_id == Candidate.id)
    return db.session.scalar(asked.where(Document.id == id))


for view in ("list_documents", "add_document"):
    belongs(f"api.{view}", "credential", holder_of_credential)
for view in ("get_document", "get_file", "get_page", "delete_document"):
    belongs(f"api.{view}", "document", _holder_of_document)
