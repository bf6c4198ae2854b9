"""Documents of credentials, their files, and who has seen them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# The type as it is today, written out: a migration must not change when the code does.
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("uploaded_by", sa.String(length=254), nullable=False),
        sa.Column("uploader_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_until", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'rejected', 'withdrawn')",
            name=op.f("ck_documents_state"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_documents_version")),
        sa.CheckConstraint(
            "(reviewer_id IS NULL) OR (reviewed_until IS NOT NULL)",
            name=op.f("ck_documents_reviewed_until"),
        ),
        *_belongs_to("documents", "candidate_id", "candidates.id", "CASCADE"),
        *_belongs_to("documents", "credential_id", "credentials.id", "CASCADE"),
        *_belongs_to("documents", "uploader_id", "users.id", "SET NULL"),
        *_belongs_to("documents", "reviewer_id", "users.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "credential_id", "version", name=op.f("uq_documents_credential_id_version")
        ),
    )
    op.create_index("ix_documents_candidate_id", "documents", ["candidate_id"])
    op.create_index("ix_documents_state", "documents", ["state", "uploaded_at", "id"])
    op.create_table(
        "document_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_name", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("place >= 1", name=op.f("ck_document_files_place")),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')",
            name=op.f("ck_document_files_media_type"),
        ),
        sa.CheckConstraint("size >= 1", name=op.f("ck_document_files_size")),
        *_belongs_to("document_files", "document_id", "documents.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_files")),
        sa.UniqueConstraint(
            "document_id", "place", name=op.f("uq_document_files_document_id_place")
        ),
        sa.UniqueConstraint("stored_name", name=op.f("uq_document_files_stored_name")),
    )
    op.create_index("ix_document_files_key_id", "document_files", ["key_id"])
    op.create_table(
        "document_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("seen_by", sa.String(length=254), nullable=False),
        sa.Column("viewer_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        *_belongs_to("document_views", "document_id", "documents.id", "CASCADE"),
        *_belongs_to("document_views", "viewer_id", "users.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_views")),
    )
    op.create_index("ix_document_views_document_id", "document_views", ["document_id", "seen_at"])


def _belongs_to(table: str, column: str, whose: str, gone: str) -> list[sa.Constraint]:
    name = op.f(f"fk_{table}_{column}")
    return [sa.ForeignKeyConstraint([column], [whose], name=name, ondelete=gone)]


def downgrade() -> None:
    for table in ("document_views", "document_files", "documents"):
        op.drop_table(table)
