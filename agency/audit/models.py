"""The entries of the trail, and how far it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Connection, Index, String, Text, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from agency.audit.triggers import ON_POSTGRESQL, ON_SQLITE
from agency.column_types import UTCDateTime
from agency.extensions import Model

KINDS = ("user", "token", "command", "job")
NOTHING_BEFORE = "0" * 64
# Blank is no value at all, not the word null.
Said = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class AuditEntry(Model):
    """Somebody did something to a subject: the values that it changed, before and after.

    Numbered without a gap, in the order of commits. ``hash`` is of all else the entry says, the
    hash of the entry before it included; the database refuses to change or delete an entry.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        CheckConstraint("id >= 1", name="numbered"),
        CheckConstraint(f"actor_kind IN {KINDS}", name="actor_kind"),
        CheckConstraint("action <> '' AND subject <> ''", name="said"),
        Index("ix_audit_entries_subject", "subject", "id"),
        Index("ix_audit_entries_actor", "actor_kind", "actor_name", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime())
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_name: Mapped[str] = mapped_column(String(254))
    actor_user_id: Mapped[int | None] = mapped_column()
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    before: Mapped[dict[str, Any] | None] = mapped_column(Said)
    after: Mapped[dict[str, Any] | None] = mapped_column(Said)
    reason: Mapped[str] = mapped_column(Text(), default="")
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Model):
    """How many entries there are, and the hash of the last: one row, locked by whoever adds one."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int] = mapped_column(BigInteger(), default=0)
    hash: Mapped[str] = mapped_column(String(64), default=NOTHING_BEFORE)


@event.listens_for(AuditEntry.__table__, "after_create")
def _guard(_table: Any, connection: Connection, **_: Any) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        connection.exec_driver_sql(statement)
