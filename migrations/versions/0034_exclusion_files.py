"""Exclusion lists are handed in as files, taken up bit by bit, and old screenings are folded."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

PLAIN = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
STATES = ("waiting", "reading", "done", "refused")
# What stands in the rows that are there.
ADDED: dict[str, tuple[str, Any, Any]] = {
    "exclusion_loads": ("done", sa.Boolean(), sa.true()),
    "screening_runs": ("folded", sa.Boolean(), sa.false()),
    "screenings": ("also_in", PLAIN, "[]"),
}


def upgrade() -> None:
    for table, (name, kind, value) in ADDED.items():
        with op.batch_alter_table(table, recreate=_anew()) as batch:
            batch.add_column(sa.Column(name, kind, server_default=value, nullable=False))
        with op.batch_alter_table(table, recreate=_anew()) as batch:
            batch.alter_column(name, server_default=None)
    op.create_table(
        "exclusion_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("supplement", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("however_many", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.String(254), nullable=False),
        sa.Column("file_hash", sa.String(64), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("stored_name", sa.String(80), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("by", sa.String(254), nullable=False),
        sa.Column("by_kind", sa.String(10), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("notes", PLAIN, nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_exclusion_files_state")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["exclusion_loads.id"], name=op.f("fk_exclusion_files_load_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion_files")),
    )


def _anew() -> Any:
    """SQLite would else write a column into the line of the one before."""
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"


# The version before takes every load for done, and every row for all that was said.
FORGOTTEN = (
    "DELETE FROM exclusion_records WHERE added_in = removed_in"
    " AND added_in IN (SELECT id FROM exclusion_loads WHERE NOT done)",
    "DELETE FROM exclusion_loads WHERE NOT done",
)
EACH = {
    "sqlite": ("json_each(screenings.also_in)", "'[]'"),
    "postgresql": ("jsonb_array_elements_text(screenings.also_in)", "CAST('[]' AS jsonb)"),
}
# The row of somebody's last screening must keep her highest id: these go below all there are.
WRITTEN_OUT = """
    INSERT INTO screenings
        (id, candidate_id, run_id, name, home_zip, her_print, found, also_in)
    SELECT lowest.id - row_number() OVER (ORDER BY screenings.id), candidate_id,
        CAST(each_run.value AS integer), name, home_zip, her_print, found, {nothing}
    FROM screenings CROSS JOIN {each} AS each_run
        CROSS JOIN (SELECT min(id) AS id FROM screenings) AS lowest
"""


def downgrade() -> None:
    op.drop_table("exclusion_files")
    for statement in FORGOTTEN:
        op.execute(statement)
    each, nothing = EACH[op.get_bind().dialect.name]
    op.execute(WRITTEN_OUT.format(each=each, nothing=nothing))
    for table, (name, _kind, _value) in ADDED.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
