"""Who is pinned to which assignment or excluded from it, what became of that, and who would
rather have each other."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

OF = {"run_id": "match_runs", "assignment_id": "assignments", "candidate_id": "candidates"}


def upgrade() -> None:
    op.create_table(
        "pins",
        sa.Column("id", sa.Integer(), nullable=False),
        *pair(),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(254), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pins")),
        sa.CheckConstraint("kind IN ('pin', 'exclusion')", name=op.f("ck_pins_kind")),
        sa.UniqueConstraint(
            "candidate_id", "assignment_id", name=op.f("uq_pins_candidate_id_assignment_id")
        ),
        *leading("pins", "candidate_id", "assignment_id"),
    )
    op.create_table(
        "pin_answers",
        sa.Column("run_id", sa.Integer(), nullable=False),
        *pair(),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        *of_run("pin_answers"),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["assignments.id"],
            name=op.f("fk_pin_answers_other_id"),
            ondelete="SET NULL",
        ),
    )
    op.create_table(
        "unsettled_pairs",
        sa.Column("run_id", sa.Integer(), nullable=False),
        *pair(),
        sa.Column("score", sa.Integer(), nullable=False),
        *of_run("unsettled_pairs"),
    )
    op.create_index("ix_pins_assignment_id", "pins", ["assignment_id"])
    for table in ("pin_answers", "unsettled_pairs"):
        for column in ("assignment_id", "candidate_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_pin_answers_other_id", "pin_answers", ["other_id"])
    # SQLite would else write the column into the line of the one before.
    recreate: Any = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("allocations", recreate=recreate) as allocations:
        allocations.add_column(sa.Column("unsettled", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("allocations") as batch:
        batch.drop_column("unsettled")
    for table in ("unsettled_pairs", "pin_answers", "pins"):
        op.drop_table(table)


def pair() -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in (*OF,)[1:]]


def of_run(table: str) -> list[sa.Constraint]:
    """The keys of a table with a row for each pair of a run."""
    return [sa.PrimaryKeyConstraint(*OF, name=op.f(f"pk_{table}")), *leading(table, *OF)]


def leading(table: str, *columns: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{OF[column]}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
        )
        for column in columns
    ]
