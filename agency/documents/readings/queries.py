"""What is asked about readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from agency.documents.kinds import BADGES
from agency.documents.models import PROOF, Document, DocumentFile, UnsentFile
from agency.documents.readings.joining import DocumentRead, read_together
from agency.documents.readings.models import FileReading
from agency.documents.readings.wanting import Stored
from agency.documents.sealing import FileKey
from agency.extensions import db
from agency.reading.version import READER

BATCH = 500


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that is to be read: where it lies, and its key."""

    stored_name: str
    media_type: str
    key: FileKey


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many files wait to be read, and since when the oldest does."""

    files: int
    since: datetime | None


def sealed_file(name: str) -> SealedFile | None:
    """A file of a document, or one not sent yet, as it is stored; None where it is gone."""
    for file in (UnsentFile, DocumentFile):
        asked = select(file.media_type, file.key_id, file.wrapped_key)
        if row := db.session.execute(asked.where(file.stored_name == name)).one_or_none():
            return SealedFile(name, row.media_type, FileKey(row.key_id, row.wrapped_key))
    return None


def reading_of(name: str) -> FileReading | None:
    """What was read of a file, as it is now."""
    asked = select(FileReading).where(FileReading.stored_name == name)
    return db.session.scalars(asked.execution_options(populate_existing=True)).one_or_none()


NOTHING_BESIDES: Mapping[str, FileReading] = {}


def read_of(
    files: Sequence[Stored], besides: Mapping[str, FileReading] = NOTHING_BESIDES
) -> DocumentRead:
    """What files say together, in their order; one query.

    ``besides`` is read already, by the names in the store, and no row of it is asked for.
    """
    rows = {**readings_of([one for one in files if one.stored_name not in besides]), **besides}
    return read_together([(at, rows.get(one.stored_name)) for at, one in enumerate(files, 1)])


def readings_of(files: Sequence[Stored]) -> dict[str, FileReading]:
    """What was read of files, by their names in the store; one query."""
    names = [one.stored_name for one in files]
    if not names:
        return {}
    asked = select(FileReading).where(FileReading.stored_name.in_(names))
    return {one.stored_name: one for one in db.session.scalars(asked)}


def read_of_document(document_id: int | None) -> DocumentRead:
    """What the files of a document say together; one query."""
    return read_together(file_readings(document_id))


def file_readings(document_id: int | None) -> list[tuple[int, FileReading]]:
    """What was read of each file of a document, by its place, where somebody was asked to."""
    asked = (
        select(DocumentFile.place, FileReading)
        .join(FileReading, FileReading.stored_name == DocumentFile.stored_name)
        .where(DocumentFile.document_id == document_id)
        .order_by(DocumentFile.place)
    )
    return [(place, row) for place, row in db.session.execute(asked)]


def names_of_document(document_id: int) -> list[str]:
    """The files of a document, by their names in the store, in their order."""
    asked = select(DocumentFile.stored_name).where(DocumentFile.document_id == document_id)
    return list(db.session.scalars(asked.order_by(DocumentFile.place)))


def unread_files() -> int:
    """How many files of proofs this version of the reader has not read."""
    return db.session.scalar(_of_unread(select(func.count()).select_from(DocumentFile))) or 0


def each_unread() -> Iterator[str]:
    """Their names in the store, in the order of ids, some hundreds at a time."""
    last = 0
    while True:
        some = _of_unread(select(DocumentFile.id, DocumentFile.stored_name))
        some = some.where(DocumentFile.id > last).order_by(DocumentFile.id).limit(BATCH)
        rows = db.session.execute(some).all()
        if not rows:
            return
        yield from (row.stored_name for row in rows)
        last = rows[-1].id


def _of_unread(files: Any) -> Any:
    read = (FileReading.reader >= READER) & FileReading.how.is_not(None)
    of_it = FileReading.stored_name == DocumentFile.stored_name
    proofs = files.join(Document, Document.id == DocumentFile.document_id)
    pages = DocumentFile.media_type.not_in(BADGES)
    return proofs.where(Document.kind == PROOF, pages, ~exists().where(of_it, read))


def waiting_to_be_read() -> Waiting:
    """How many wait; one query."""
    asked = select(func.count(), func.min(FileReading.asked_at)).where(FileReading.how.is_(None))
    return Waiting(*db.session.execute(asked).one())
