"""What was read of a file, or is about to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import Json, UTCDateTime
from agency.extensions import Model
from agency.reading.findings import NONE, OCR, TEXT

HOW = (TEXT, OCR, NONE)
WAITING = text("how IS NULL")
NOTE_CHARACTERS = 200


class FileReading(Model):
    """What a file says, by the name under which it is stored; without ``how`` it waits to be read.

    The name stays the file's own when what she has put down is sent, and what was read stays with
    it. A reading whose file is gone is swept within the hour. ``fields`` are findings as plain
    JSON, ``note`` is why nothing was read, ``reader`` the version of what read it.
    """

    __tablename__ = "readings"
    __table_args__ = (
        CheckConstraint(f"how IN {HOW}", name="how"),
        CheckConstraint("(how IS NULL) = (read_at IS NULL)", name="read_at"),
        CheckConstraint("pages >= 0", name="pages"),
        CheckConstraint("milliseconds >= 0", name="milliseconds"),
        Index("ix_readings_waiting", "asked_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stored_name: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime())
    how: Mapped[str | None] = mapped_column(String(4))
    pages: Mapped[int] = mapped_column(default=0)
    fields: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    note: Mapped[str] = mapped_column(String(NOTE_CHARACTERS), default="")
    reader: Mapped[int] = mapped_column(default=0)
    milliseconds: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
