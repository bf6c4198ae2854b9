"""Files of registers, what they say of credentials, and alarms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES = ("register_loads", "register_answers", "register_alarms")
MOMENT = sa.DateTime(timezone=True)
PLAIN = sa.JSON().with_variant(JSONB(), "postgresql")
STATES = ("waiting", "reading", "done", "refused")
OUTCOMES = ("agrees", "differs", "absent")
SETTLED = ("accepted", "kept")
OPEN_FINDING = sa.text("outcome <> 'agrees' AND settled_at IS NULL")
OPEN_ALARM = sa.text("closed_at IS NULL")


def upgrade() -> None:
    loads()
    answers()
    alarms()


def loads() -> None:
    op.create_table(
        "register_loads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_hash", sa.String(64), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("stored_name", sa.String(80), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("by", sa.String(254), nullable=False),
        sa.Column("by_kind", sa.String(10), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("counts", PLAIN, nullable=False),
        sa.Column("told", PLAIN, nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_loads")),
        sa.UniqueConstraint("source", "file_hash", name=op.f("uq_register_loads_source_file_hash")),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_register_loads_state")),
    )
    op.create_index("ix_register_loads_source_day", "register_loads", ["source", "day"])


def answers() -> None:
    op.create_table(
        "register_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("differences", PLAIN, nullable=False),
        sa.Column("said", PLAIN, nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("settled_as", sa.String(10), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.String(254), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_answers")),
        *leading("register_answers"),
        sa.UniqueConstraint(
            "credential_id", "source", name=op.f("uq_register_answers_credential_id_source")
        ),
        sa.CheckConstraint(f"outcome IN {OUTCOMES}", name=op.f("ck_register_answers_outcome")),
        sa.CheckConstraint(f"settled_as IN {SETTLED}", name=op.f("ck_register_answers_settled_as")),
    )
    op.create_index(
        "ix_register_answers_open",
        "register_answers",
        ["id"],
        sqlite_where=OPEN_FINDING,
        postgresql_where=OPEN_FINDING,
    )
    op.create_index("ix_register_answers_load_id", "register_answers", ["load_id"])


def alarms() -> None:
    op.create_table(
        "register_alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("reasons", PLAIN, nullable=False),
        sa.Column("before", PLAIN, nullable=True),
        sa.Column("after", PLAIN, nullable=True),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(254), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_alarms")),
        *leading("register_alarms"),
        sa.UniqueConstraint(
            "credential_id", "load_id", name=op.f("uq_register_alarms_credential_id_load_id")
        ),
    )
    op.create_index(
        "ix_register_alarms_open",
        "register_alarms",
        ["id"],
        sqlite_where=OPEN_ALARM,
        postgresql_where=OPEN_ALARM,
    )
    op.create_index("ix_register_alarms_load_id", "register_alarms", ["load_id"])


def leading(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    """What goes with its credential, and what stays as long as its load does."""
    return (
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credentials.id"],
            name=op.f(f"fk_{table}_credential_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["load_id"], ["register_loads.id"], name=op.f(f"fk_{table}_load_id")
        ),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
