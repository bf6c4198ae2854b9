"""Files that are to be read: noted, each with a job, in the transaction that keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agency import clock
from agency.documents.kinds import BADGES, PDF
from agency.documents.readings.models import FileReading
from agency.extensions import db
from agency.jobs.actions import Addition, add_all
from agency.reading.reader import can_ocr
from agency.upserting import upsert

READ = "read_document"
NOTHING_YET = {"pages": 0, "fields": [], "note": "", "reader": 0, "milliseconds": 0}


class Stored(Protocol):
    """A file in the store."""

    @property
    def stored_name(self) -> str: ...
    @property
    def media_type(self) -> str: ...


def can_be_read(media_type: str) -> bool:
    """Whether anything is to be read of such a file here: a picture only where letters are seen.

    A badge is no page: what it says is noted by whoever judges it.
    """
    return media_type == PDF or (can_ocr() and media_type not in BADGES)


def want_read(files: Sequence[Stored]) -> None:
    """Have those read that nobody was asked to read before; the caller's transaction ends soon.

    What she has put down was noted then, and is not read again when it is sent.
    """
    names = [one.stored_name for one in files if can_be_read(one.media_type)]
    if not names:
        return
    asked = [{"stored_name": name, "asked_at": clock.now(), **NOTHING_YET} for name in names]
    new = upsert(FileReading).values(asked).on_conflict_do_nothing()
    found = db.session.scalars(new.returning(FileReading.stored_name)).all()
    add_all([Addition(READ, {"file": name}, f"{READ}:{name}") for name in found])
