"""Documents say when they were settled and what they are; numbers are compared folded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# The types as they are today, written out: a migration must not change when the code does.
MOMENT = sa.DateTime(timezone=True)
STATES_BEFORE = "state IN ('waiting', 'accepted', 'rejected', 'withdrawn')"
STATES = "state IN ('waiting', 'accepted', 'rejected', 'replaced', 'withdrawn')"
KINDS = "kind IN ('proof', 'check')"
HELD = "(reviewer_id IS NULL) OR (reviewed_until IS NOT NULL)"
FOLDED = "upper(replace(replace(number, ' ', ''), '-', ''))"
MERGED = sa.text("merged_into IS NOT NULL")
# A table that SQLite makes anew loses what guards it.
GUARD = """
CREATE TRIGGER credentials_evidence_logged BEFORE UPDATE OF evidence ON credentials
WHEN OLD.evidence <> NEW.evidence AND NOT EXISTS (
    SELECT 1 FROM verifications
    WHERE id = (SELECT max(id) FROM verifications WHERE credential_id = NEW.id)
    AND evidence_before = OLD.evidence AND evidence_after = NEW.evidence
)
BEGIN
    SELECT RAISE(ABORT, 'evidence changes with an entry of the verification log alone');
END
"""


def upgrade() -> None:
    with op.batch_alter_table("documents") as documents:
        documents.add_column(sa.Column("kind", sa.String(length=10), nullable=True))
        documents.add_column(sa.Column("settled_at", MOMENT, nullable=True))
        documents.drop_constraint(op.f("ck_documents_reviewed_until"), type_="check")
        documents.drop_constraint(op.f("fk_documents_reviewer_id"), type_="foreignkey")
        documents.drop_column("reviewer_id")
        documents.drop_column("reviewed_until")
    op.execute("UPDATE documents SET kind = 'proof'")
    with op.batch_alter_table("documents") as documents:
        documents.alter_column("kind", existing_type=sa.String(length=10), nullable=False)
        documents.create_check_constraint(op.f("ck_documents_kind"), KINDS)
        documents.drop_constraint(op.f("ck_documents_state"), type_="check")
        documents.create_check_constraint(op.f("ck_documents_state"), STATES)
        documents.drop_constraint(op.f("uq_documents_credential_id_version"), type_="unique")
        documents.create_unique_constraint(
            op.f("uq_documents_credential_id_kind_version"), ["credential_id", "kind", "version"]
        )
    _fold_numbers()
    op.create_index(
        "ix_candidates_merged_into",
        "candidates",
        ["merged_into"],
        sqlite_where=MERGED,
        postgresql_where=MERGED,
    )


def _fold_numbers() -> None:
    op.drop_index("ix_credentials_number", table_name="credentials")
    folded = sa.Column("number_folded", sa.String(length=80), nullable=True)
    with op.batch_alter_table("credentials") as credentials:
        credentials.add_column(folded)
    op.execute(f"UPDATE credentials SET number_folded = {FOLDED}")
    with op.batch_alter_table("credentials") as credentials:
        credentials.alter_column(
            "number_folded", existing_type=sa.String(length=80), nullable=False
        )
    _guard_again()
    _index("number_folded", "code", "candidate_id")


def _guard_again() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER IF EXISTS credentials_evidence_logged")
        op.execute(GUARD)


def _index(number: str, *others: str) -> None:
    numbered = sa.text(f"{number} <> ''")
    op.create_index(
        "ix_credentials_number",
        "credentials",
        [number, *others],
        sqlite_where=numbered,
        postgresql_where=numbered,
    )


def downgrade() -> None:
    op.drop_index("ix_candidates_merged_into", table_name="candidates")
    op.drop_index("ix_credentials_number", table_name="credentials")
    with op.batch_alter_table("credentials") as credentials:
        credentials.drop_column("number_folded")
    _guard_again()
    _index("number", "code")
    # The version before knows no evidence of a check, and nothing that was replaced.
    op.execute("DELETE FROM documents WHERE kind = 'check'")
    op.execute("UPDATE documents SET state = 'waiting' WHERE state = 'replaced'")
    with op.batch_alter_table("documents") as documents:
        documents.drop_constraint(op.f("uq_documents_credential_id_kind_version"), type_="unique")
        documents.create_unique_constraint(
            op.f("uq_documents_credential_id_version"), ["credential_id", "version"]
        )
        documents.drop_constraint(op.f("ck_documents_kind"), type_="check")
        documents.drop_constraint(op.f("ck_documents_state"), type_="check")
        documents.create_check_constraint(op.f("ck_documents_state"), STATES_BEFORE)
        documents.drop_column("kind")
        documents.drop_column("settled_at")
        documents.add_column(sa.Column("reviewer_id", sa.Integer(), nullable=True))
        documents.add_column(sa.Column("reviewed_until", MOMENT, nullable=True))
    with op.batch_alter_table("documents") as documents:
        documents.create_check_constraint(op.f("ck_documents_reviewed_until"), HELD)
        documents.create_foreign_key(
            op.f("fk_documents_reviewer_id"), "users", ["reviewer_id"], ["id"], ondelete="SET NULL"
        )
