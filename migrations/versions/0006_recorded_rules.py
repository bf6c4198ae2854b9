"""Recorded entries of the rulebook, and of which of them a rulebook was made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# The types as they are today, written out: a migration must not change when the code does.
MOMENT = sa.DateTime(timezone=True)
JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
STANDING = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "rule_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("facility", sa.String(length=200), nullable=False),
        sa.Column("rule_id", sa.String(length=80), nullable=False),
        sa.Column("in_force", sa.Date(), nullable=False),
        sa.Column("entry", JSONB, nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=120), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "scope IN ('law', 'agency', 'facility')", name=op.f("ck_rule_entries_scope")
        ),
        sa.CheckConstraint(
            "(scope = 'facility') = (facility <> '')", name=op.f("ck_rule_entries_facility")
        ),
        sa.CheckConstraint(
            "rule_id <> '' AND made_by <> '' AND why <> ''", name=op.f("ck_rule_entries_said")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
            " AND (withdrawn_at IS NULL) = (withdrawn_why IS NULL)",
            name=op.f("ck_rule_entries_withdrawn"),
        ),
        sa.CheckConstraint(
            "in_force BETWEEN '0001-01-01' AND '9999-12-31'",
            name=op.f("ck_rule_entries_calendar"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_entries")),
    )
    op.create_index(
        "uq_rule_entries_standing",
        "rule_entries",
        ["scope", "facility", "rule_id", "in_force"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "rulebooks",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("entry_ids", JSONB, nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_rulebooks")),
    )


def downgrade() -> None:
    op.drop_table("rulebooks")
    op.drop_table("rule_entries")
