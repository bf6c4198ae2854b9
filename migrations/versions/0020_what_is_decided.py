"""Documents say when they were settled and what they are; numbers are compared folded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
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
NUMBERED = sa.text("number <> ''")


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
    _index_numbers(["code", "number", "candidate_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_credentials_number_folded",
            "credentials",
            [sa.text(FOLDED), "code"],
            postgresql_where=NUMBERED,
        )


def _index_numbers(columns: list[str]) -> None:
    name, table = "ix_credentials_number", "credentials"
    op.drop_index(name, table_name=table)
    op.create_index(name, table, columns, sqlite_where=NUMBERED, postgresql_where=NUMBERED)


def downgrade() -> None:
    op.drop_index("ix_candidates_merged_into", table_name="candidates")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_credentials_number_folded", table_name="credentials")
    _index_numbers(["number", "code"])
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
