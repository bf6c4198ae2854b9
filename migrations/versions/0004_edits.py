"""Edits: what was written to, for the matching that has not seen it yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edits",
        # SQLite numbers rows by themselves only in a column of this very type.
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject IN ('candidate', 'assignment', 'facility')", name=op.f("ck_edits_subject")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edits")),
        # An id that was deleted is not used again.
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("edits")
