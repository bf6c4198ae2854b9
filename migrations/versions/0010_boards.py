"""What the board shows, and how many people meet each requirement."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# The types as they are today, written out: a migration must not change when the code does.
MOMENT = sa.DateTime(timezone=True)
JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    requirement_counts()
    boards()
    watched_placements()


def downgrade() -> None:
    op.drop_table("watched_placements")
    op.drop_table("boards")
    op.drop_table("requirement_counts")


def requirement_counts() -> None:
    op.create_table(
        "requirement_counts",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        of_run("requirement_counts"),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_requirement_counts_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "assignment_id", name=op.f("pk_requirement_counts")),
    )
    op.create_index("ix_requirement_counts_assignment_id", "requirement_counts", ["assignment_id"])


def boards() -> None:
    op.create_table(
        "boards",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("judged_at", MOMENT, nullable=False),
        sa.Column("starts_within", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("fillable", sa.Integer(), nullable=False),
        sa.Column("states", JSONB, nullable=False),
        of_run("boards"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_boards")),
    )


def watched_placements() -> None:
    op.create_table(
        "watched_placements",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("gap_on", sa.Date(), nullable=True),
        sa.Column("covered_until", sa.Date(), nullable=True),
        sa.Column("uncovered_days", sa.Integer(), nullable=False),
        sa.Column("unknown_days", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=80), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("paper", sa.String(length=40), nullable=True),
        sa.Column("renewal", sa.String(length=16), nullable=True),
        sa.Column("renew_by", sa.Date(), nullable=True),
        sa.Column("segments", JSONB, nullable=False),
        sa.Column("asked", JSONB, nullable=False),
        sa.Column("judged_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('running', 'starting')", name=op.f("ck_watched_placements_kind")
        ),
        sa.CheckConstraint(
            "verdict IN ('eligible', 'unknown', 'ineligible')",
            name=op.f("ck_watched_placements_verdict"),
        ),
        sa.CheckConstraint(
            "renewal IN ('on_file', 'renew_by', 'units_missing', 'too_late', 'not_renewable')",
            name=op.f("ck_watched_placements_renewal"),
        ),
        of_run("watched_placements"),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placements.id"],
            name=op.f("fk_watched_placements_placement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("placement_id", name=op.f("pk_watched_placements")),
    )
    op.create_index("ix_watched_placements_gap_on", "watched_placements", ["kind", "gap_on"])
    op.create_index("ix_watched_placements_run_id", "watched_placements", ["run_id"])


def of_run(table: str) -> sa.ForeignKeyConstraint:
    """What a run has made goes with it."""
    return sa.ForeignKeyConstraint(
        ["run_id"],
        ["match_runs.id"],
        name=op.f(f"fk_{table}_run_id"),
        ondelete="CASCADE",
    )
