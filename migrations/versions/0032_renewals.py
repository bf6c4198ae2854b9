"""What was told of renewals and when, what was said to be filed, and the addresses of calendars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLES = ("digests", "reminders", "filed_renewals", "reminder_days", "staff_digests", "calendars")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        number("candidate_id"),
        day("day"),
        sa.Column("reason", sa.String(8), nullable=False),
        sa.Column("by", sa.String(254), nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.CheckConstraint("reason IN ('due', 'asked')", name=op.f("ck_digests_reason")),
        of_the_calendar("digests", "day"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("candidate_id", "day", name=op.f("uq_digests_candidate_id_day")),
        leads("digests", "candidate_id", "candidates"),
    )
    op.create_table(
        "reminders",
        number("digest_id"),
        number("credential_id"),
        day("expires_on"),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.CheckConstraint("days >= 0", name=op.f("ck_reminders_days")),
        sa.PrimaryKeyConstraint("digest_id", "credential_id", name=op.f("pk_reminders")),
        leads("reminders", "digest_id", "digests"),
        leads("reminders", "credential_id", "credentials"),
    )
    op.create_index("ix_reminders_credential_id", "reminders", ["credential_id", "expires_on"])
    op.create_table(
        "filed_renewals",
        number("credential_id"),
        day("expires_on"),
        day("filed_on"),
        sa.Column("said_at", MOMENT, nullable=False),
        of_the_calendar("filed_renewals", "expires_on", "filed_on"),
        sa.PrimaryKeyConstraint("credential_id", "expires_on", name=op.f("pk_filed_renewals")),
        leads("filed_renewals", "credential_id", "credentials"),
    )
    settings()
    op.create_table(
        "calendars",
        sa.Column("id", sa.Integer(), nullable=False),
        number("candidate_id", nullable=True),
        number("user_id", nullable=True),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(candidate_id IS NULL) <> (user_id IS NULL)", name=op.f("ck_calendars_owner")
        ),
        sa.CheckConstraint("length(secret_hash) = 64", name=op.f("ck_calendars_secret_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        *(
            sa.UniqueConstraint(one, name=op.f(f"uq_calendars_{one}"))
            for one in ("candidate_id", "user_id", "secret_hash")
        ),
        leads("calendars", "candidate_id", "candidates"),
        leads("calendars", "user_id", "users"),
    )


def settings() -> None:
    op.create_table(
        "reminder_days",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("days", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reminder_days")),
    )
    op.create_table(
        "staff_digests",
        number("user_id"),
        day("day"),
        sa.Column("posted_at", MOMENT, nullable=False),
        of_the_calendar("staff_digests", "day"),
        sa.PrimaryKeyConstraint("user_id", "day", name=op.f("pk_staff_digests")),
        leads("staff_digests", "user_id", "users"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=False)


def of_the_calendar(table: str, *columns: str) -> sa.CheckConstraint:
    days = " AND ".join(f"{name} BETWEEN '0001-01-01' AND '9999-12-31'" for name in columns)
    return sa.CheckConstraint(days, name=op.f(f"ck_{table}_calendar"))


def leads(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """Goes with what it names."""
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")
