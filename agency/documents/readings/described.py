"""What was read of a document as plain JSON. Keys may be added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agency.documents.readings.findings_json import as_json
from agency.documents.readings.joining import read_together
from agency.documents.readings.models import FileReading

STATES = ("waiting", "read", "nothing", "not_asked")


def described_reading(files: Sequence[tuple[int, FileReading]]) -> dict[str, Any]:
    """Its fields as its files say them together, each with its ``file`` by place, and how each
    file was read. Nobody is asked to read pictures where letters in them cannot be seen.
    """
    read = read_together(files)
    found = [{**as_json(one.read), "file": one.file} for one in read.fields.values()]
    if read.under_way:
        state = "waiting"
    elif files:
        state = "read" if found else "nothing"
    else:
        state = "not_asked"
    return {"state": state, "fields": found, "files": [_described(*one) for one in files]}


def _described(place: int, row: FileReading) -> dict[str, Any]:
    told = ("how", "pages", "note", "reader", "milliseconds")
    read_at = row.read_at.isoformat() if row.read_at else None
    return {"place": place, **{name: getattr(row, name) for name in told}, "read_at": read_at}
