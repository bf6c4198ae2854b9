"""A file is read, and what it says is kept; each function is one transaction, `note` a part."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from agency import clock
from agency.audit.actions import writing
from agency.documents.keeping import master_keys, the_store
from agency.documents.kinds import BADGES
from agency.documents.models import DocumentFile, UnsentFile
from agency.documents.readings.findings_json import as_json
from agency.documents.readings.models import NOTE_CHARACTERS, FileReading
from agency.documents.readings.queries import SealedFile, reading_of, sealed_file
from agency.documents.readings.reader import ReadFile, limits_of_reading, read_apart, unread
from agency.extensions import db
from agency.reading.version import READER
from agency.upserting import upsert

GIVEN_UP = "reading it was broken off again and again"
A_BADGE = "it is a digital badge, which is judged by who signed it and not read as a page"


def read_now(name: str) -> FileReading | None:
    """Read a file by its name in the store, whoever has read it before; None where it is gone.

    What a badge says is left as it was noted. Raises Away where it cannot be opened at the moment.
    """
    file = sealed_file(name)
    db.session.rollback()
    if file is None:
        return None
    if file.media_type not in BADGES:
        found = read_stored(file)
        with writing():
            note_read(name, found)
    return reading_of(name)


def read_stored(file: SealedFile) -> ReadFile:
    """What a file in the store says; nothing is written. Raises Away as `give_file` does."""
    if file.media_type in BADGES:
        return unread(A_BADGE)
    content = master_keys().open(the_store().get(file.stored_name), file.key, file.stored_name)
    return read_apart(content, file.media_type, limits_of_reading())


def note_read(name: str, found: ReadFile, reader: int = READER) -> None:
    """Keep what was read of a file, in the caller's transaction."""
    said = {
        "how": found.reading.how,
        "pages": found.reading.pages,
        "fields": [as_json(one) for one in found.reading.fields],
        "note": found.note[:NOTE_CHARACTERS],
        "reader": reader,
        "milliseconds": found.milliseconds,
        "read_at": clock.now(),
    }
    kept = upsert(FileReading).values(stored_name=name, asked_at=clock.now(), **said)
    changed: dict[Any, Any] = {one: kept.excluded[one] for one in said}
    db.session.execute(
        kept.on_conflict_do_update(index_elements=[FileReading.stored_name], set_=changed)
    )


def note_given_up(name: str) -> None:
    """Note that reading a file has failed for good, in the caller's transaction; no version of the
    reader has read it, so that it may be tried again by hand.
    """
    note_read(name, unread(GIVEN_UP), reader=0)


def forget_gone() -> int:
    """Forget what was read of files that are gone; how many those were."""
    gone = delete(FileReading)
    for file in (DocumentFile, UnsentFile):
        there = select(file.id).where(file.stored_name == FileReading.stored_name)
        gone = gone.where(~there.exists())
    with writing():
        forgotten = db.session.scalars(
            gone.returning(FileReading.id), execution_options={"synchronize_session": False}
        ).all()
    return len(forgotten)
