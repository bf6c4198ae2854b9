"""Photos that a candidate has put down and not sent yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# The type as it is today, written out: a migration must not change when the code does.
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "unsent_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("sending", sa.String(length=255), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')",
            name=op.f("ck_unsent_files_media_type"),
        ),
        sa.CheckConstraint("size >= 1", name=op.f("ck_unsent_files_size")),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_unsent_files_candidate_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsent_files")),
        sa.UniqueConstraint(
            "candidate_id",
            "sending",
            "sha256",
            name=op.f("uq_unsent_files_candidate_id_sending_sha256"),
        ),
        sa.UniqueConstraint("stored_name", name=op.f("uq_unsent_files_stored_name")),
    )
    op.create_index("ix_unsent_files_key_id", "unsent_files", ["key_id"])
    op.create_index("ix_unsent_files_kept_at", "unsent_files", ["kept_at"])


def downgrade() -> None:
    op.drop_table("unsent_files")
