"""Documents of a credential, the files they consist of, and who has seen them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.candidates.models import Candidate
from agency.column_types import UTCDateTime
from agency.documents.kinds import TYPES
from agency.extensions import Model

STATES = ("waiting", "accepted", "rejected", "replaced", "withdrawn")
# What proves a credential, and what a register answered about it; the latter is for staff alone.
PROOF, CHECK = "proof", "check"
KINDS = (PROOF, CHECK)
NAME_CHARACTERS = 120


class Document(Model):
    """A version of the proof of a credential; versions are numbered and all of them are kept.

    ``uploaded_by`` is the name of who uploaded it, as the trail has it. It waits until a decision,
    whose moment is ``settled_at``; what waited besides is ``replaced`` by it. Of the kind ``check``
    is what a register answered, which is evidence of the agency's own and waits for nobody.
    """

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("version >= 1", name="version"),
        UniqueConstraint("credential_id", "kind", "version"),
        Index("ix_documents_candidate_id", "candidate_id"),
        Index("ix_documents_state", "state", "uploaded_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    # By the name of its table: credentials are built upon documents, and not the other way.
    credential_id: Mapped[int] = mapped_column(ForeignKey("credentials.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10), default=PROOF)
    version: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    uploaded_by: Mapped[str] = mapped_column(String(254))
    uploader_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime())
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    candidate: Mapped[Candidate] = relationship(lazy="raise")
    files: Mapped[list[DocumentFile]] = relationship(
        order_by="DocumentFile.place", lazy="raise", passive_deletes=True
    )


class DocumentFile(Model):
    """One file of a document, in its ``place`` from 1: where it lies, and the key that opens it.

    ``sha256`` and ``size``, in bytes, are of what is given out, not of what lies in the store.
    ``pages`` is unknown of a PDF that was kept before they were counted, until it is looked at.
    """

    __tablename__ = "document_files"
    __table_args__ = (
        CheckConstraint("place >= 1", name="place"),
        CheckConstraint(f"media_type IN {TYPES}", name="media_type"),
        CheckConstraint("size >= 1", name="size"),
        CheckConstraint("pages >= 1", name="pages"),
        UniqueConstraint("document_id", "place"),
        Index("ix_document_files_key_id", "key_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    place: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    media_type: Mapped[str] = mapped_column(String(20))
    size: Mapped[int] = mapped_column()
    sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int | None] = mapped_column()
    stored_name: Mapped[str] = mapped_column(String(64), unique=True)
    # Which master key the key of the file is wrapped with.
    key_id: Mapped[str] = mapped_column(String(16))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)


class UnsentFile(Model):
    """A file that its candidate has put down and not sent yet; nobody else is shown it.

    ``sending`` is the key of what she is about to send; the rest is as in `DocumentFile`, and
    becomes one once it is sent.
    """

    __tablename__ = "unsent_files"
    __table_args__ = (
        CheckConstraint(f"media_type IN {TYPES}", name="media_type"),
        CheckConstraint("size >= 1", name="size"),
        UniqueConstraint("candidate_id", "sending", "sha256"),
        Index("ix_unsent_files_key_id", "key_id"),
        Index("ix_unsent_files_kept_at", "kept_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    sending: Mapped[str] = mapped_column(String(255))
    place: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    media_type: Mapped[str] = mapped_column(String(20))
    size: Mapped[int] = mapped_column()
    sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int] = mapped_column()
    stored_name: Mapped[str] = mapped_column(String(64), unique=True)
    key_id: Mapped[str] = mapped_column(String(16))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime())


class DocumentView(Model):
    """Somebody was given a file of a document; a candidate is told so."""

    __tablename__ = "document_views"
    __table_args__ = (Index("ix_document_views_document_id", "document_id", "seen_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    place: Mapped[int] = mapped_column()
    seen_by: Mapped[str] = mapped_column(String(254))
    viewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime())
