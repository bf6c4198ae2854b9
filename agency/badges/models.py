"""Badges among the files of documents, as they were judged, and whom the agency trusts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from agency.badges.core.lights import ANSWERS, QUESTIONS, YES
from agency.badges.core.moments import day_of
from agency.column_types import Json, UTCDateTime
from agency.documents.models import DocumentFile
from agency.extensions import Model

# Whose status can change while nobody touches the badge.
ASKED_AGAIN = text("asks_again")


class Badge(Model):
    """A badge that is a file of a document, and the answers to its five questions.

    The answers are of the moment ``judged_at``; before it there are none, and where ``fault`` says
    why it cannot be read there never are. ``why`` are the sentences by the name of the question,
    ``says`` what it says of itself, ``keys`` the fingerprints of the keys it was judged by, and
    ``status_at`` where its status is asked; ``asks_again`` is whether there is such a place.
    """

    __tablename__ = "badges"
    __table_args__ = (
        *(CheckConstraint(f"{name} IN {ANSWERS}", name=name) for name in QUESTIONS),
        Index(
            "ix_badges_asks_again",
            "id",
            sqlite_where=ASKED_AGAIN,
            postgresql_where=ASKED_AGAIN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(
        ForeignKey("document_files.id", ondelete="CASCADE"), unique=True
    )
    taken_up_at: Mapped[datetime] = mapped_column(UTCDateTime())
    judged_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    fault: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str] = mapped_column(String(40), default="")
    signature: Mapped[str | None] = mapped_column(String(10))
    not_revoked: Mapped[str | None] = mapped_column(String(10))
    in_date: Mapped[str | None] = mapped_column(String(10))
    trusted_issuer: Mapped[str | None] = mapped_column(String(10))
    recipient: Mapped[str | None] = mapped_column(String(10))
    why: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    says: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    keys: Mapped[list[str]] = mapped_column(Json, default=list)
    status_at: Mapped[list[str]] = mapped_column(Json, default=list)
    asks_again: Mapped[bool] = mapped_column(default=False)

    file: Mapped[DocumentFile] = relationship(
        lazy="raise_on_sql", backref=backref("badge", uselist=False, lazy="raise")
    )

    @property
    def answers(self) -> dict[str, str | None]:
        """The answers by the names of the questions, in their order."""
        return {name: getattr(self, name) for name in QUESTIONS}

    @property
    def ends_on(self) -> date | None:
        """The last day that it says; None where it says none."""
        said = self.says.get("ends")
        return day_of(datetime.fromisoformat(said)) if said else None

    def is_outlasted_by(self, expires_on: date | None) -> bool:
        """Whether what is on file, without an end if None, would last longer than it says."""
        ends = self.ends_on
        return ends is not None and (expires_on is None or expires_on > ends)

    @property
    def all_yes(self) -> bool:
        """Whether each answer by itself is yes; no answer makes up for another."""
        return all(answer == YES for answer in self.answers.values())


class TrustedIssuer(Model):
    """An issuer, by its address or DID, whose ``achievement`` the agency takes as a ``code``.

    ``key`` is a public key of the issuer, where the agency holds it; then no other is believed.
    """

    __tablename__ = "trusted_issuers"
    __table_args__ = (UniqueConstraint("issuer", "achievement", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(500))
    achievement: Mapped[str] = mapped_column(String(500))
    code: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(Text, default="")
    added_by: Mapped[str] = mapped_column(String(254))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime())
