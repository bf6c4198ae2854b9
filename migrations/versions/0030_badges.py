"""Digital badges among the files of documents, their five lights, and whom the agency trusts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from agency.column_types import UTCDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

FILES = ("document_files", "unsent_files")
PAPERS = ("application/pdf", "image/jpeg", "image/png")
WITH_BADGES = (*PAPERS, "application/json", "application/jwt")
QUESTIONS = ("signature", "not_revoked", "in_date", "trusted_issuer", "recipient")
ANSWERS = ("yes", "no", "cannot say")
ASKED_AGAIN = sa.text("asks_again")


def upgrade() -> None:
    for table in FILES:
        _take(table, WITH_BADGES)
    op.create_table(
        "badges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("taken_up_at", UTCDateTime(), nullable=False),
        sa.Column("judged_at", UTCDateTime(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        *(sa.Column(name, sa.String(10), nullable=True) for name in QUESTIONS),
        *(
            sa.Column(name, sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False)
            for name in ("why", "says", "keys", "status_at")
        ),
        sa.Column("asks_again", sa.Boolean(), nullable=False),
        *(
            sa.CheckConstraint(f"{name} IN {ANSWERS}", name=op.f(f"ck_badges_{name}"))
            for name in QUESTIONS
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["document_files.id"],
            name=op.f("fk_badges_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badges")),
        sa.UniqueConstraint("file_id", name=op.f("uq_badges_file_id")),
    )
    op.create_index(
        "ix_badges_asks_again",
        "badges",
        ["id"],
        sqlite_where=ASKED_AGAIN,
        postgresql_where=ASKED_AGAIN,
    )
    op.create_table(
        "trusted_issuers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("achievement", sa.String(500), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(254), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_issuers")),
        sa.UniqueConstraint(
            "issuer", "achievement", "code", name=op.f("uq_trusted_issuers_issuer_achievement_code")
        ),
    )


def downgrade() -> None:
    op.drop_table("trusted_issuers")
    op.drop_table("badges")
    for table in FILES:
        # The version before can show no such file; the store is swept of it.
        op.execute(
            f"DELETE FROM {table} WHERE media_type IN ('application/json', 'application/jwt')"
        )
        _take(table, PAPERS)


def _take(table: str, types: tuple[str, ...]) -> None:
    """Let the files of a table be of these types and no others."""
    name = op.f(f"ck_{table}_media_type")
    with op.batch_alter_table(table) as files:
        files.drop_constraint(name, type_="check")
        files.create_check_constraint(name, f"media_type IN {types}")
