"""What is asked about documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, union, union_all
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from agency.accounts.models import User
from agency.candidates.models import Candidate
from agency.documents.models import PROOF, Document, DocumentFile, DocumentView, UnsentFile
from agency.documents.sealing import key_id
from agency.errors import NotFound
from agency.extensions import db
from agency.settings import settings

STANDING = ("waiting", "accepted")
LATEST = (DocumentView.seen_at.desc(), DocumentView.id.desc())


@dataclass(frozen=True, slots=True)
class Usage:
    """How many files a candidate has, their bytes, and how many versions one credential has."""

    files: int
    size: int
    versions: int


def usage_of(candidate_id: int, credential_id: int, kind: str = PROOF) -> Usage:
    """What there is of a kind already, whatever its state, in one query."""
    versions = (
        select(func.coalesce(func.max(Document.version), 0))
        .where(Document.credential_id == credential_id, Document.kind == kind)
        .scalar_subquery()
    )
    asked = (
        select(func.count(), func.coalesce(func.sum(DocumentFile.size), 0), versions)
        .select_from(DocumentFile)
        .join(Document, Document.id == DocumentFile.document_id)
        .where(Document.candidate_id == candidate_id, Document.kind == kind)
    )
    return Usage(*map(int, db.session.execute(asked).one()))


def unsent_of(candidate_id: int) -> list[UnsentFile]:
    """The files that a candidate has not sent yet, of all she is about to send, in their order."""
    hers = select(UnsentFile).where(UnsentFile.candidate_id == candidate_id)
    return list(db.session.scalars(hers.order_by(UnsentFile.place, UnsentFile.id)))


def whole_documents() -> Select[Document]:
    """Documents with all that their description tells; to be filtered and sorted as needed."""
    return select(Document).options(
        joinedload(Document.candidate, innerjoin=True), selectinload(Document.files)
    )


def the_document(id: int) -> Document:
    """One document with its files and whose it is; raises NotFound."""
    found = db.session.scalars(whole_documents().where(Document.id == id)).one_or_none()
    if found is None:
        raise NotFound("document", str(id))
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """A document, and who was given a file of it besides herself, the latest first."""

    document: Document
    views: list[DocumentView]


def shown_of(credential_id: int, *options: ExecutableOption) -> list[Shown]:
    """The proofs of a credential, the newest version first, in two queries.

    ``options`` say what comes with them besides.
    """
    return _shown(Document.credential_id == credential_id, *options)


def shown_of_candidate(candidate_id: int) -> list[Shown]:
    """All proofs of a candidate, the newest versions first, in two queries."""
    return _shown(Document.candidate_id == candidate_id)


def _shown(wanted: ColumnElement[bool], *options: ExecutableOption) -> list[Shown]:
    # All that there are and not a page of a list, so their files may come with them.
    together = joinedload(Document.candidate, innerjoin=True), joinedload(Document.files)
    proofs = select(Document).where(wanted, Document.kind == PROOF)
    newest = proofs.order_by(Document.version.desc(), Document.id)
    documents = db.session.scalars(newest.options(*together, *options)).unique().all()
    views: dict[int, list[DocumentView]] = defaultdict(list)
    if documents:
        ids = [one.id for one in documents]
        asked = views_by_others().where(DocumentView.document_id.in_(ids))
        for view in db.session.scalars(asked.order_by(*LATEST)):
            views[view.document_id].append(view)
    return [Shown(one, views[one.id]) for one in documents]


def views_by_others() -> Select[DocumentView]:
    """Who was given files of documents; that somebody opened her own is nothing to tell."""
    herself = (
        select(User.id)
        .join(Candidate, Candidate.ref == User.candidate_ref)
        .where(User.id == DocumentView.viewer_id, Candidate.id == Document.candidate_id)
    )
    seen = select(DocumentView).join(Document, Document.id == DocumentView.document_id)
    return seen.where(~herself.exists())


def the_file(document_id: int, place: int) -> DocumentFile:
    """One file of a document; raises NotFound."""
    wanted = DocumentFile.document_id == document_id, DocumentFile.place == place
    found = db.session.scalars(select(DocumentFile).where(*wanted)).one_or_none()
    if found is None:
        raise NotFound("file", f"{place} of document {document_id}")
    return found


def seen_since(document_id: int, place: int, user_id: int | None, since: datetime) -> bool:
    """Whether somebody was given a file of a document since a moment; one query."""
    asked = select(DocumentView.id).where(
        DocumentView.document_id == document_id,
        DocumentView.seen_at >= since,
        DocumentView.place == place,
        DocumentView.viewer_id == user_id,
    )
    return db.session.scalar(asked.limit(1)) is not None


def other_standing(document: Document) -> bool:
    """Whether another document of its credential waits for review or was accepted."""
    asked = select(Document.id).where(
        Document.credential_id == document.credential_id,
        Document.id != document.id,
        Document.kind == PROOF,
        Document.state.in_(STANDING),
    )
    return db.session.scalar(asked.limit(1)) is not None


def names_on_file(names: Collection[str]) -> set[str]:
    """Those among the names in the store to which a row points."""
    asked = (
        select(file.stored_name).where(file.stored_name.in_(names))
        for file in (DocumentFile, UnsentFile)
    )
    return set(db.session.scalars(union_all(*asked)))


def all_stored() -> Iterator[DocumentFile]:
    """Every file by its row, in the order of ids, a thousand at a time."""
    last = 0
    while True:
        asked = select(DocumentFile).where(DocumentFile.id > last).order_by(DocumentFile.id)
        rows = list(db.session.scalars(asked.limit(1_000)))
        if not rows:
            return
        yield from rows
        last = rows[-1].id
        db.session.rollback()


def unknown_keys() -> list[str]:
    """The ids of master keys that files on file need and the settings do not hold."""
    needed = union(*(select(file.key_id) for file in (DocumentFile, UnsentFile)))
    known = map(key_id, settings().document_keys)
    return sorted(set(db.session.scalars(needed)).difference(known))
