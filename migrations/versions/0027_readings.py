"""What was read of uploaded files, by the name under which each is stored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# The type as it is today, written out: a migration must not change when the code does.
MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("how IS NULL")


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("how", sa.String(length=4), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("reader", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.CheckConstraint("how IN ('text', 'ocr', 'none')", name=op.f("ck_readings_how")),
        sa.CheckConstraint("(how IS NULL) = (read_at IS NULL)", name=op.f("ck_readings_read_at")),
        sa.CheckConstraint("pages >= 0", name=op.f("ck_readings_pages")),
        sa.CheckConstraint("milliseconds >= 0", name=op.f("ck_readings_milliseconds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_readings_stored_name")),
    )
    op.create_index(
        "ix_readings_waiting",
        "readings",
        ["asked_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_table("readings")
