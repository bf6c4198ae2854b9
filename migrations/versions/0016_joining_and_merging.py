"""Invitations, registrations, consents, merged candidates, and pairs who are not the same."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# The types as they are today, written out: a migration must not change when the code does.
MOMENT = sa.DateTime(timezone=True)
JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NUMBERED = sa.text("number <> ''")


def upgrade() -> None:
    _links()
    _merging()
    with op.batch_alter_table("candidates", recreate=_anew()) as candidates:
        candidates.add_column(sa.Column("merged_into", sa.String(length=40), nullable=True))
    op.create_index("ix_candidates_home_zip", "candidates", ["home_zip"])
    op.create_index(
        "ix_credentials_number",
        "credentials",
        ["number", "code"],
        sqlite_where=NUMBERED,
        postgresql_where=NUMBERED,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_candidates_email", "candidates", [sa.text("lower(email)")])
        op.create_index("ix_candidates_phone_end", "candidates", [sa.text('"right"(phone, 4)')])


def _anew() -> Literal["always", "never"]:
    """SQLite is given the table written as one that is made today; PostgreSQL needs no copy."""
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"


def _links() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_ref", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        *_link("invitations"),
        sa.ForeignKeyConstraint(
            ["candidate_ref"],
            ["candidates.ref"],
            name=op.f("fk_invitations_candidate_ref"),
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    op.create_index("ix_invitations_candidate_ref", "invitations", ["candidate_ref", "id"])
    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("last_name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("home_zip", sa.String(length=5), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_registrations_email")),
        *_link("registrations"),
    )
    op.create_index("ix_registrations_email", "registrations", ["email", "id"])
    op.create_index("ix_registrations_expires_at", "registrations", ["expires_at"])
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_consents_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint("user_id", "version", name=op.f("uq_consents_user_id_version")),
    )


def _link(table: str) -> tuple[sa.Column[object] | sa.Constraint, ...]:
    """What both kinds of link have."""
    return (
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_as", sa.String(length=8), nullable=True),
        sa.CheckConstraint("ended_as IN ('used', 'replaced')", name=op.f(f"ck_{table}_ended_as")),
        sa.CheckConstraint(
            "(ended_as IS NULL) = (ended_at IS NULL)", name=op.f(f"ck_{table}_ended")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("secret_hash", name=op.f(f"uq_{table}_secret_hash")),
    )


def _merging() -> None:
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_ref", sa.String(length=40), nullable=False),
        sa.Column("merged_ref", sa.String(length=40), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=254), nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("done", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index("ix_merges_kept_ref", "merges", ["kept_ref"])
    op.create_index("ix_merges_made_at", "merges", ["made_at"])
    op.create_table(
        "distinct_pairs",
        sa.Column("first_ref", sa.String(length=40), nullable=False),
        sa.Column("second_ref", sa.String(length=40), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("noted_by", sa.String(length=254), nullable=False),
        sa.PrimaryKeyConstraint("first_ref", "second_ref", name=op.f("pk_distinct_pairs")),
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_candidates_phone_end", "candidates")
        op.drop_index("ix_candidates_email", "candidates")
    op.drop_index("ix_credentials_number", "credentials")
    op.drop_index("ix_candidates_home_zip", "candidates")
    with op.batch_alter_table("candidates", recreate=_anew()) as candidates:
        candidates.drop_column("merged_into")
    for table in ("distinct_pairs", "merges", "consents", "registrations", "invitations"):
        op.drop_table(table)
