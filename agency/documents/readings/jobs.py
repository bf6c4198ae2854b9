"""The job that reads a file: its place in the ledger tells that it is under way."""

from __future__ import annotations

from agency.documents.readings.actions import note_given_up, note_read, read_stored
from agency.documents.readings.queries import reading_of, sealed_file
from agency.documents.readings.wanting import READ
from agency.extensions import db
from agency.jobs.kinds import Args, Kind, Store, register
from agency.reading.version import READER


def register_kinds() -> None:
    """Make it known to the ledger that files are read."""
    register(Kind(READ, _read, died=_died))


def _read(args: Args) -> Store:
    """A file is read once by each version of the reader, and not at all once it is gone."""
    name = args["file"]
    file, known = sealed_file(name), reading_of(name)
    done = known is not None and known.how is not None and known.reader >= READER
    db.session.rollback()  # reading takes a while, in which nothing is held
    if file is None or done:
        return lambda: None
    found = read_stored(file)
    return lambda: note_read(name, found)


def _died(args: Args) -> None:
    note_given_up(args["file"])
