"""The documents of a credential as the desk shows them, and as a decision changes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, case, select, update

from agency.documents.models import PROOF, Document, DocumentFile
from agency.documents.readings.joining import DocumentRead, read_together
from agency.documents.readings.models import FileReading
from agency.extensions import db

WAITING, REPLACED = "waiting", "replaced"
SETTLED = ("accepted", "rejected", REPLACED)


@dataclass(frozen=True, slots=True)
class ProofFile:
    """One file of a document, in its ``place`` from 1; of an older PDF ``pages`` is not known."""

    place: int
    name: str
    media_type: str
    pages: int | None


@dataclass(frozen=True)
class Proof:
    """The newest document of a credential that waits, else of those not withdrawn; its files, and
    what they are read to say.
    """

    id: int
    version: int
    state: str
    uploaded_by: str
    uploaded_at: datetime
    files: Sequence[ProofFile]
    read: DocumentRead


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
            FileReading,
        )
        .outerjoin(DocumentFile, DocumentFile.document_id == Document.id)
        .outerjoin(FileReading, FileReading.stored_name == DocumentFile.stored_name)
        .where(Document.id == newest_proof(credential_id))
        .order_by(DocumentFile.place)
    ).all()
    if not rows:
        return None
    there = [row for row in rows if row.place is not None]
    files = [ProofFile(*row[5:9]) for row in there]
    read = read_together([(row.place, row.FileReading) for row in there])
    return Proof(*rows[0][:5], files=files, read=read)


def newest_proof(credential_id: int) -> ScalarSelect[int]:
    """The id of the one to be looked at, as a column of any statement.

    What waits comes before what was decided: of two files made one, an older document may wait.
    """
    standing = select(Document.id).where(
        Document.credential_id == credential_id,
        Document.kind == PROOF,
        Document.state != "withdrawn",
    )
    decided = case((Document.state == WAITING, 0), else_=1)
    return standing.order_by(decided, Document.version.desc()).limit(1).scalar_subquery()


def settle_proofs(credential_id: int, seen: int, state: str, at: datetime) -> None:
    """All that waits is settled by a decision of a moment: its holder is locked.

    The one that was seen is accepted or rejected; what was sent before it is replaced by it.
    """
    waiting = (
        (Document.credential_id == credential_id)
        & (Document.kind == PROOF)
        & (Document.state == WAITING)
    )
    becomes = case((Document.id == seen, state), else_=REPLACED)
    settled = update(Document).where(waiting).values(state=becomes, settled_at=at)
    db.session.execute(settled, execution_options={"synchronize_session": False})


def let_wait(credential_id: int, at: datetime) -> None:
    """What a decision of a moment has settled waits again, but what was withdrawn since."""
    settled = (
        (Document.credential_id == credential_id)
        & (Document.settled_at == at)
        & Document.state.in_(SETTLED)
    )
    again = update(Document).where(settled).values(state=WAITING, settled_at=None)
    db.session.execute(again, execution_options={"synchronize_session": False})
