"""Runs in shards, stored snapshots, delta runs, and what changed since the run before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The types as they are today, written out: a migration must not change when the code does.
MOMENT = sa.DateTime(timezone=True)
JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
REFERENCES = ("parent_id", "base_id", "compared_with_id")
NUMBERS = ("candidates", "shards", "shards_done", "again")
IDENTITY = ["as_of", "rulebook", "snapshot", "settings"]
EQUAL = "uq_match_runs_as_of_rulebook_snapshot_settings"
# What the version before cannot read: it knows neither deltas nor runs under way nor repeated ones.
UNKNOWN_BEFORE = (
    "SELECT id FROM match_runs WHERE parent_id IS NOT NULL OR state <> 'complete' OR again > 0"
)
OUTCOMES = "outcome IN ('matched', 'blocked', 'no_rules')"
OUTCOMES_NOW = "outcome IN ('matched', 'blocked', 'no_rules', 'not_open')"
CHANGES = (
    "change IN ('became_eligible', 'no_longer_eligible', 'renewal_on_course',"
    " 'renewal_off_course', 'opened', 'closed', 'blocked', 'unblocked')"
)
CAUSES = (
    "cause IN ('new_candidate', 'candidate_removed', 'candidate_changed',"
    " 'availability_changed', 'placement_confirmed', 'placement_ended', 'pay_changed',"
    " 'document_verified', 'credential_added', 'credential_changed', 'credential_removed',"
    " 'credential_lapsed', 'training_changed', 'credits_changed', 'assignment_opened',"
    " 'assignment_closed', 'assignment_changed', 'law_changed', 'days_passed')"
)


def upgrade() -> None:
    extend_runs()
    extend_shortlists()
    create_shards()
    create_snapshots()
    create_changes()


def downgrade() -> None:
    for name in ("run_changes", "snapshot_pieces", "snapshots", "match_shards"):
        op.drop_table(name)
    remove_unknown_runs()
    with op.batch_alter_table("shortlists") as table:
        table.drop_constraint(op.f("ck_shortlists_outcome"), type_="check")
        table.create_check_constraint(op.f("ck_shortlists_outcome"), OUTCOMES)
        for column in ("renewable", "eligible_people", "renewable_people"):
            table.drop_column(column)
    with op.batch_alter_table("match_runs") as table:
        table.drop_index("ix_match_runs_base_id")
        table.drop_constraint(op.f(f"{EQUAL}_again"), type_="unique")
        table.drop_constraint(op.f("uq_match_runs_parent_id"), type_="unique")
        for name in ("delta", "shards_done"):
            table.drop_constraint(op.f(f"ck_match_runs_{name}"), type_="check")
        for column in REFERENCES:
            table.drop_constraint(op.f(f"fk_match_runs_{column}"), type_="foreignkey")
        for column in (*REFERENCES, "seen", *NUMBERS):
            table.drop_column(column)
        table.create_unique_constraint(op.f(EQUAL), IDENTITY)


def remove_unknown_runs() -> None:
    """Children first: SQLite looks after no foreign key while tables are altered."""
    lists = f"SELECT id FROM shortlists WHERE run_id IN ({UNKNOWN_BEFORE})"
    op.execute(f"DELETE FROM matches WHERE shortlist_id IN ({lists})")
    op.execute(f"DELETE FROM shortlists WHERE run_id IN ({UNKNOWN_BEFORE})")
    op.execute(f"DELETE FROM match_runs WHERE id IN ({UNKNOWN_BEFORE})")


def extend_runs() -> None:
    with op.batch_alter_table("match_runs") as table:
        for column in REFERENCES:
            table.add_column(sa.Column(column, sa.Integer(), nullable=True))
            table.create_foreign_key(
                op.f(f"fk_match_runs_{column}"),
                "match_runs",
                [column],
                ["id"],
                ondelete="SET NULL" if column == "compared_with_id" else "CASCADE",
            )
        table.add_column(sa.Column("seen", JSONB, nullable=False, server_default="[]"))
        for column in NUMBERS:
            table.add_column(sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
        table.drop_constraint(op.f(EQUAL), type_="unique")
        table.create_unique_constraint(op.f(f"{EQUAL}_again"), [*IDENTITY, "again"])
        table.create_unique_constraint(op.f("uq_match_runs_parent_id"), ["parent_id"])
        table.create_check_constraint(
            op.f("ck_match_runs_delta"), "(parent_id IS NULL) = (base_id IS NULL)"
        )
        table.create_check_constraint(
            op.f("ck_match_runs_shards_done"), "shards_done BETWEEN 0 AND shards"
        )
        table.create_index("ix_match_runs_base_id", ["base_id"])
    for_all = "UPDATE match_runs SET candidates = {}"
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    counted = "(counts ->> 'candidates')::integer" if on_postgresql else "counts ->> 'candidates'"
    op.execute(for_all.format(counted))
    with op.batch_alter_table("match_runs") as table:
        for column in ("seen", *NUMBERS):
            table.alter_column(column, server_default=None)


def extend_shortlists() -> None:
    with op.batch_alter_table("shortlists") as table:
        table.add_column(sa.Column("renewable", sa.Integer(), nullable=False, server_default="0"))
        for column in ("eligible_people", "renewable_people"):
            table.add_column(sa.Column(column, sa.LargeBinary(), nullable=False, server_default=""))
        table.drop_constraint(op.f("ck_shortlists_outcome"), type_="check")
        table.create_check_constraint(op.f("ck_shortlists_outcome"), OUTCOMES_NOW)
    with op.batch_alter_table("shortlists") as table:
        for column in ("renewable", "eligible_people", "renewable_people"):
            table.alter_column(column, server_default=None)


def create_shards() -> None:
    op.create_table(
        "match_shards",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("refs", JSONB, nullable=False),
        sa.Column("usage", JSONB, nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name=op.f("fk_match_shards_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_match_shards")),
    )


def create_snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_snapshots")),
    )
    op.create_table(
        "snapshot_pieces",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fingerprint"],
            ["snapshots.fingerprint"],
            name=op.f("fk_snapshot_pieces_fingerprint"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("fingerprint", "number", name=op.f("pk_snapshot_pieces")),
    )


def create_changes() -> None:
    op.create_table(
        "run_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("change", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.CheckConstraint(CHANGES, name=op.f("ck_run_changes_change")),
        sa.CheckConstraint(CAUSES, name=op.f("ck_run_changes_cause")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_run_changes_{column}"),
                ondelete="CASCADE",
            )
            for column, table in (
                ("run_id", "match_runs"),
                ("assignment_id", "assignments"),
                ("candidate_id", "candidates"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_changes")),
    )
    for column in ("run_id", "assignment_id", "candidate_id"):
        op.create_index(f"ix_run_changes_{column}", "run_changes", [column])
