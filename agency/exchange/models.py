"""How far each file has been imported."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import UTCDateTime
from agency.extensions import Model


class ImportProgress(Model):
    """The rows of one file that are in, written in the same transaction as those rows."""

    __tablename__ = "import_progress"
    __table_args__ = (UniqueConstraint("kind", "file_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    file_hash: Mapped[str] = mapped_column(String(64))
    line: Mapped[int] = mapped_column(default=0)
    inserted: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    rejects_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    rejects_hash: Mapped[str] = mapped_column(String(64), default="")
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    @property
    def accepted(self) -> int:
        return self.inserted + self.updated + self.unchanged
