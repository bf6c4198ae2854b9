"""The documents of a credential as the desk shows them, and as a decision changes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, select, update
from sqlalchemy.orm import aliased

from agency.documents.models import Document, DocumentFile
from agency.extensions import db

WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class ProofFile:
    """One file of a document, in its ``place`` from 1; of an older PDF ``pages`` is not known."""

    place: int
    name: str
    media_type: str
    pages: int | None


@dataclass(frozen=True)
class Proof:
    """The newest document of a credential that was not withdrawn, with its files."""

    id: int
    version: int
    state: str
    uploaded_by: str
    uploaded_at: datetime
    files: Sequence[ProofFile]


def proof_of(credential_id: int) -> Proof | None:
    """The one to be looked at; one query."""
    rows = db.session.execute(
        select(
            Document.id,
            Document.version,
            Document.state,
            Document.uploaded_by,
            Document.uploaded_at,
            DocumentFile.place,
            DocumentFile.name,
            DocumentFile.media_type,
            DocumentFile.pages,
        )
        .outerjoin(DocumentFile, DocumentFile.document_id == Document.id)
        .where(Document.id == newest_proof(credential_id))
        .order_by(DocumentFile.place)
    ).all()
    if not rows:
        return None
    files = [ProofFile(*row[5:]) for row in rows if row.place is not None]
    return Proof(*rows[0][:5], files=files)


def newest_proof(credential_id: int) -> ScalarSelect[int]:
    """The id of the one to be looked at, as a column of any statement."""
    standing = select(Document.id).where(
        Document.credential_id == credential_id, Document.state != "withdrawn"
    )
    return standing.order_by(Document.version.desc()).limit(1).scalar_subquery()


def waiting_proof(credential_id: int) -> ScalarSelect[int]:
    """The id of the newest document that waits, as a column of any statement."""
    waiting = select(Document.id).where(
        Document.credential_id == credential_id, Document.state == WAITING
    )
    return waiting.order_by(Document.version.desc()).limit(1).scalar_subquery()


def decide_proof(document_id: int, state: str) -> None:
    """It is accepted or rejected, if it still waits, and with it the versions before it that do:
    its holder is locked.
    """
    newest = aliased(Document)
    of_it = select(newest.credential_id).where(newest.id == document_id).scalar_subquery()
    waiting = (Document.id <= document_id) & (Document.state == WAITING)
    decided = update(Document).where(Document.credential_id == of_it, waiting).values(state=state)
    db.session.execute(decided, execution_options={"synchronize_session": False})


def let_wait(document_id: int) -> None:
    """It waits again, as before the decision that is taken back; no other if it was withdrawn."""
    decided = Document.state.in_(("accepted", "rejected"))
    again = update(Document).where(Document.id == document_id, decided).values(state=WAITING)
    db.session.execute(again, execution_options={"synchronize_session": False})
