"""The log of what credentials are known by, without which evidence does not change; and holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# The types as they are today, written out: a migration must not change when the code does.
MOMENT = sa.DateTime(timezone=True)
JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
EVIDENCE = "('claimed', 'documented', 'reviewed', 'primary_source')"
SOURCES = "('self', 'document', 'review', 'register', 'import')"
RESULTS = (
    "('claimed', 'seen', 'verified', 'rejected', 'found', 'not_found', 'differs',"
    " 'imported', 'changed', 'undone')"
)
WAITING = sa.text("status = 'active' AND evidence IN ('claimed', 'documented')")
# What makes the table of credentials anew on SQLite loses this, and must make it again.
ON_SQLITE = (
    """
CREATE TRIGGER credentials_evidence_logged BEFORE UPDATE OF evidence ON credentials
WHEN OLD.evidence <> NEW.evidence AND NOT EXISTS (
    SELECT 1 FROM verifications
    WHERE id = (SELECT max(id) FROM verifications WHERE credential_id = NEW.id)
    AND evidence_before = OLD.evidence AND evidence_after = NEW.evidence
)
BEGIN
    SELECT RAISE(ABORT, 'evidence changes with an entry of the verification log alone');
END
""",
)
ON_POSTGRESQL = (
    """
CREATE FUNCTION require_a_verification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM verifications
        WHERE id = (SELECT max(id) FROM verifications WHERE credential_id = NEW.id)
        AND evidence_before = OLD.evidence AND evidence_after = NEW.evidence
    ) THEN
        RAISE EXCEPTION 'evidence changes with an entry of the verification log alone';
    END IF;
    RETURN NEW;
END
$$
""",
    """
CREATE TRIGGER credentials_evidence_logged BEFORE UPDATE OF evidence ON credentials
FOR EACH ROW WHEN (OLD.evidence <> NEW.evidence) EXECUTE FUNCTION require_a_verification()
""",
)


def upgrade() -> None:
    op.create_table(
        "verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("evidence_before", sa.String(length=20), nullable=True),
        sa.Column("evidence_after", sa.String(length=20), nullable=False),
        sa.Column("before", JSONB, nullable=False),
        sa.Column("after", JSONB, nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("confirmation", sa.String(length=80), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"source IN {SOURCES}", name=op.f("ck_verifications_source")),
        sa.CheckConstraint(f"result IN {RESULTS}", name=op.f("ck_verifications_result")),
        sa.CheckConstraint(
            f"evidence_before IN {EVIDENCE}", name=op.f("ck_verifications_evidence_before")
        ),
        sa.CheckConstraint(
            f"evidence_after IN {EVIDENCE}", name=op.f("ck_verifications_evidence_after")
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credentials.id"],
            name=op.f("fk_verifications_credential_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"],
            ["verifications.id"],
            name=op.f("fk_verifications_undoes_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_verifications_undoes_id")),
    )
    op.create_index("ix_verifications_credential_id", "verifications", ["credential_id", "id"])
    op.create_table(
        "review_holds",
        sa.Column("credential_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credentials.id"],
            name=op.f("fk_review_holds_credential_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_review_holds_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_review_holds")),
    )
    op.create_index("ix_review_holds_user_id", "review_holds", ["user_id"])
    op.create_index(
        "ix_credentials_to_review",
        "credentials",
        ["changed_at", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.execute(
        "DROP TRIGGER credentials_evidence_logged"
        + " ON credentials" * (op.get_bind().dialect.name == "postgresql")
    )
    op.drop_index("ix_credentials_to_review", table_name="credentials")
    op.drop_table("review_holds")
    op.drop_table("verifications")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION require_a_verification()")
