"""Files of registers that were loaded, what each register says last of a credential, and alarms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.audit.models import Said
from agency.column_types import Json, UTCDateTime
from agency.credentials.models import Credential
from agency.extensions import Model
from agency.verification.registers.judging import OUTCOMES

WAITING, READING, DONE, REFUSED = "waiting", "reading", "done", "refused"
LOAD_STATES = (WAITING, READING, DONE, REFUSED)
ACCEPTED, KEPT = "accepted", "kept"
SETTLED = (ACCEPTED, KEPT)
OPEN_FINDING = text("outcome <> 'agrees' AND settled_at IS NULL")
OPEN_ALARM = text("closed_at IS NULL")


class RegisterLoad(Model):
    """A file of a register, of the ``day`` on which it was taken from there, by its hash.

    ``whole`` is whether it claims to list everybody. ``after_id`` is the last credential that was
    held against it, in the transaction of what came of that. ``counts`` and ``told`` are what the
    report says; ``stored_name`` where the file waits for its job, None once it is gone.
    """

    __tablename__ = "register_loads"
    __table_args__ = (
        CheckConstraint(f"state IN {LOAD_STATES}", name="state"),
        UniqueConstraint("source", "file_hash"),
        Index("ix_register_loads_source_day", "source", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(200))
    file_hash: Mapped[str] = mapped_column(String(64))
    file_bytes: Mapped[int] = mapped_column(BigInteger)
    stored_name: Mapped[str | None] = mapped_column(String(80))
    day: Mapped[date] = mapped_column(Date)
    whole: Mapped[bool] = mapped_column()
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    by: Mapped[str] = mapped_column(String(254))
    by_kind: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[int | None] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    after_id: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    told: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    problem: Mapped[str | None] = mapped_column(Text)


class RegisterAnswer(Model):
    """What a register says of a credential by the newest file that was held against it.

    ``said`` is its record as plain JSON, None where it has none; ``differences`` are in which
    fields both differ, ``content`` a hash of both sides. One that does not agree is a finding until
    it is ``settled_as`` something, which holds while both sides say the same.
    """

    __tablename__ = "register_answers"
    __table_args__ = (
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        CheckConstraint(f"settled_as IN {SETTLED}", name="settled_as"),
        UniqueConstraint("credential_id", "source"),
        Index(
            "ix_register_answers_open",
            "id",
            sqlite_where=OPEN_FINDING,
            postgresql_where=OPEN_FINDING,
        ),
        Index("ix_register_answers_load_id", "load_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credentials.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(20))
    load_id: Mapped[int] = mapped_column(ForeignKey("register_loads.id"))
    outcome: Mapped[str] = mapped_column(String(10))
    differences: Mapped[list[str]] = mapped_column(Json, default=list)
    said: Mapped[dict[str, Any] | None] = mapped_column(Said)
    line: Mapped[int | None] = mapped_column()
    content: Mapped[str] = mapped_column(String(64))
    checked_on: Mapped[date] = mapped_column(Date)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime())
    settled_as: Mapped[str | None] = mapped_column(String(10))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    settled_by: Mapped[str | None] = mapped_column(String(254))
    reason: Mapped[str] = mapped_column(Text, default="")

    credential: Mapped[Credential] = relationship(lazy="raise")
    load: Mapped[RegisterLoad] = relationship(lazy="raise")


class RegisterAlarm(Model):
    """A register takes back what it said of a credential, or tells of an action; once per load."""

    __tablename__ = "register_alarms"
    __table_args__ = (
        UniqueConstraint("credential_id", "load_id"),
        Index(
            "ix_register_alarms_open",
            "id",
            sqlite_where=OPEN_ALARM,
            postgresql_where=OPEN_ALARM,
        ),
        Index("ix_register_alarms_load_id", "load_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credentials.id", ondelete="CASCADE"))
    load_id: Mapped[int] = mapped_column(ForeignKey("register_loads.id"))
    reasons: Mapped[list[str]] = mapped_column(Json)
    before: Mapped[dict[str, Any] | None] = mapped_column(Said)
    after: Mapped[dict[str, Any] | None] = mapped_column(Said)
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime())
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    closed_by: Mapped[str | None] = mapped_column(String(254))
    remark: Mapped[str] = mapped_column(Text, default="")

    credential: Mapped[Credential] = relationship(lazy="raise")
    load: Mapped[RegisterLoad] = relationship(lazy="raise")
