"""Files of exclusion lists that were handed in, for a job to take up."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.column_types import Json, UTCDateTime
from agency.extensions import Model
from agency.screening.models import LONGEST_NAME, ListLoad

WAITING, READING, DONE, REFUSED = "waiting", "reading", "done", "refused"
FILE_STATES = (WAITING, READING, DONE, REFUSED)


class ListFile(Model):
    """A file of a list that was handed in, for a job to take up.

    ``stored_name`` is where it lies, None once it is gone. ``problem`` tells why it was refused,
    ``notes`` what whoever handed it in is told; ``load_id`` is what it was taken up as, None while
    it was not, and where it changed nothing.
    """

    __tablename__ = "exclusion_files"
    __table_args__ = (CheckConstraint(f"state IN {FILE_STATES}", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(10))
    supplement: Mapped[bool]
    day: Mapped[date | None] = mapped_column(Date)
    however_many: Mapped[bool]
    file_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    file_hash: Mapped[str] = mapped_column(String(64))
    file_bytes: Mapped[int] = mapped_column(BigInteger)
    stored_name: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    by: Mapped[str] = mapped_column(String(LONGEST_NAME))
    by_kind: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    problem: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[list[str]] = mapped_column(Json, default=list)
    load_id: Mapped[int | None] = mapped_column(ForeignKey("exclusion_loads.id"))

    load: Mapped[ListLoad | None] = relationship(lazy="raise")
