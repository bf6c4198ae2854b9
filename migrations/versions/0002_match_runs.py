"""Match runs: what each night says of each assignment, and the pairs on its shortlist."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The types as they are today, written out: a migration must not change when the code does.
MOMENT = sa.DateTime(timezone=True)
JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    create_match_runs()
    create_shortlists()
    create_matches()


def downgrade() -> None:
    for table in ("matches", "shortlists", "match_runs"):
        op.drop_table(table)


def create_match_runs() -> None:
    op.create_table(
        "match_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rulebook", sa.String(length=64), nullable=False),
        sa.Column("snapshot", sa.String(length=64), nullable=False),
        sa.Column("settings", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("scale", JSONB, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'complete', 'incomplete')", name=op.f("ck_match_runs_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_runs")),
        sa.UniqueConstraint(
            "as_of",
            "rulebook",
            "snapshot",
            "settings",
            name=op.f("uq_match_runs_as_of_rulebook_snapshot_settings"),
        ),
    )


def create_shortlists() -> None:
    op.create_table(
        "shortlists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("ineligible", sa.Integer(), nullable=False),
        sa.Column("near_misses", sa.Integer(), nullable=False),
        sa.Column("preferred_skills", sa.Integer(), nullable=False),
        sa.Column("specialty", sa.String(length=60), nullable=True),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("to_confirm", JSONB, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('matched', 'blocked', 'no_rules')", name=op.f("ck_shortlists_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_shortlists_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name=op.f("fk_shortlists_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlists")),
        sa.UniqueConstraint(
            "run_id", "assignment_id", name=op.f("uq_shortlists_run_id_assignment_id")
        ),
    )
    op.create_index("ix_shortlists_assignment_id", "shortlists", ["assignment_id"])


def create_matches() -> None:
    op.create_table(
        "matches",
        sa.Column("shortlist_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("measures", JSONB, nullable=False),
        sa.Column("gap", sa.String(length=80), nullable=True),
        sa.Column("renewable", sa.Boolean(), nullable=False),
        sa.CheckConstraint("tier IN ('eligible', 'near_miss')", name=op.f("ck_matches_tier")),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_matches_candidate_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shortlist_id"],
            ["shortlists.id"],
            name=op.f("fk_matches_shortlist_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shortlist_id", "tier", "position", name=op.f("pk_matches")),
    )
    op.create_index("ix_matches_candidate_id", "matches", ["candidate_id"])
