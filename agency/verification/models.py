"""The log of what credentials are known by, and who has one before her on the review desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Connection, Date, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.column_types import Json, UTCDateTime
from agency.credentials.models import EVIDENCE, Credential
from agency.extensions import Model
from agency.verification.triggers import (
    LOG_ON_POSTGRESQL,
    LOG_ON_SQLITE,
    ON_POSTGRESQL,
    ON_SQLITE,
)

SELF, DOCUMENT, REVIEW, REGISTER, IMPORT = "self", "document", "review", "register", "import"
SOURCES = (SELF, DOCUMENT, REVIEW, REGISTER, IMPORT)
CLAIMED, SEEN, VERIFIED, REJECTED, FOUND, NOT_FOUND, DIFFERS, IMPORTED, CHANGED, UNDONE, ASKED = (
    *("claimed", "seen", "verified", "rejected", "found", "not_found", "differs"),
    *("imported", "changed", "undone", "asked"),
)
RESULTS = (
    *(CLAIMED, SEEN, VERIFIED, REJECTED, FOUND, NOT_FOUND, DIFFERS),
    *(IMPORTED, CHANGED, UNDONE, ASKED),
)
# What a document says of a credential, in its order.
CORRECTED = ("code", "number", "issued_on", "expires_on", "bound_to")
# Of these statuses a credential can be decided on; the others are over.
OPEN_TO_REVIEW = ("active", "rejected")
# Whoever wrote one of these wrote what is to be checked.
CLAIMS = (CLAIMED, SEEN, CHANGED)


class Verification(Model):
    """Somebody learned something of a credential from a ``source``, with a ``result``.

    ``by`` is a name as the trail has it; ``user_id`` no foreign key, as in the trail. ``at`` is the
    moment at which the credential, and whatever it superseded, was ``changed_at`` by it. ``before``
    and ``after`` are the values that it changed, by column as plain JSON; evidence stands besides,
    with none before a credential that is new. What a register said has the day on which it did and
    its ``confirmation``, if it gave a number. The entry that takes another back names it as
    ``undoes_id``.
    """

    __tablename__ = "verifications"
    __table_args__ = (
        CheckConstraint(f"source IN {SOURCES}", name="source"),
        CheckConstraint(f"result IN {RESULTS}", name="result"),
        CheckConstraint(f"evidence_before IN {EVIDENCE}", name="evidence_before"),
        CheckConstraint(f"evidence_after IN {EVIDENCE}", name="evidence_after"),
        Index("ix_verifications_credential_id", "credential_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credentials.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UTCDateTime())
    by: Mapped[str] = mapped_column(String(254))
    user_id: Mapped[int | None] = mapped_column()
    source: Mapped[str] = mapped_column(String(10))
    result: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(20), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    evidence_before: Mapped[str | None] = mapped_column(String(20))
    evidence_after: Mapped[str] = mapped_column(String(20))
    before: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    document_id: Mapped[int | None] = mapped_column()
    checked_on: Mapped[date | None] = mapped_column(Date)
    confirmation: Mapped[str] = mapped_column(String(80), default="")
    undoes_id: Mapped[int | None] = mapped_column(
        ForeignKey("verifications.id", ondelete="CASCADE"), unique=True
    )

    credential: Mapped[Credential] = relationship(lazy="raise")


class ReviewHold(Model):
    """A specialist has a credential before her, until a moment at which it is anybody's again."""

    __tablename__ = "review_holds"

    credential_id: Mapped[int] = mapped_column(
        ForeignKey("credentials.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    until: Mapped[datetime] = mapped_column(UTCDateTime())


@event.listens_for(Verification.__table__, "after_create")
def _guard(_table: Any, connection: Connection, **_: Any) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    whole = (*ON_SQLITE, *LOG_ON_SQLITE) if on_sqlite else (*ON_POSTGRESQL, *LOG_ON_POSTGRESQL)
    for statement in whole:
        connection.exec_driver_sql(statement)
