"""Who should go where in a full run, and the prices that prove how good that is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = ("match_edges", "allocations", "opening_prices", "turn_prices", "proposals")


def upgrade() -> None:
    op.create_table(
        "match_edges",
        run(),
        assignment(),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        *keys("match_edges", "run_id", "assignment_id"),
    )
    op.create_table(
        "allocations",
        run(),
        sa.Column("objective", sa.BigInteger(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(12), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=False),
        sa.Column("one_each", sa.Boolean(), nullable=False),
        sa.Column("worth", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        *keys("allocations", "run_id"),
    )
    prices()
    for table, column in (
        ("match_edges", "assignment_id"),
        ("opening_prices", "assignment_id"),
        ("turn_prices", "candidate_id"),
        ("proposals", "assignment_id"),
        ("proposals", "candidate_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def prices() -> None:
    op.create_table(
        "opening_prices",
        run(),
        assignment(),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        *keys("opening_prices", "run_id", "assignment_id"),
    )
    op.create_table(
        "turn_prices",
        run(),
        candidate(),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        *keys("turn_prices", "run_id", "candidate_id", "day"),
    )
    op.create_table(
        "proposals",
        run(),
        assignment(),
        candidate(),
        sa.Column("score", sa.Integer(), nullable=False),
        *keys("proposals", "run_id", "assignment_id", "candidate_id"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def run() -> sa.Column[int]:
    return sa.Column("run_id", sa.Integer(), nullable=False)


def assignment() -> sa.Column[int]:
    return sa.Column("assignment_id", sa.Integer(), nullable=False)


def candidate() -> sa.Column[int]:
    return sa.Column("candidate_id", sa.Integer(), nullable=False)


OF = {"run_id": "match_runs", "assignment_id": "assignments", "candidate_id": "candidates"}


def keys(table: str, *columns: str) -> list[sa.Constraint]:
    """The primary key of a table, and where each of its columns leads."""
    leading = [column for column in columns if column in OF]
    return [
        sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{OF[column]}.id"],
                name=op.f(f"fk_{table}_{column}"),
                ondelete="CASCADE",
            )
            for column in leading
        ),
    ]
