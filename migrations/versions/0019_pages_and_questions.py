"""Files know how many pages they have; a specialist asks about a document without deciding."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KNOWN_BEFORE = (
    "result IN ('claimed', 'seen', 'verified', 'rejected', 'found', 'not_found', 'differs',"
    " 'imported', 'changed', 'undone')"
)
RESULTS = KNOWN_BEFORE.replace("'undone'", "'undone', 'asked'")
# A trigger that names a table which SQLite makes anew has to be made anew with it.
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
WAITING = sa.text("status = 'active' AND evidence IN ('claimed', 'documented')")
PICTURES = "media_type IN ('image/jpeg', 'image/png')"


def upgrade() -> None:
    with op.batch_alter_table("document_files") as table:
        table.add_column(sa.Column("pages", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f("ck_document_files_pages"), "pages >= 1")
    op.execute(f"UPDATE document_files SET pages = 1 WHERE {PICTURES}")
    allow(RESULTS)
    index_those_that_wait(["changed_at", "id", "candidate_id"])


def downgrade() -> None:
    index_those_that_wait(["changed_at", "id"])
    # The version before knows nobody who asks, and an entry that only asks changed nothing.
    asked = "SELECT id FROM verifications WHERE result = 'asked'"
    op.execute(f"DELETE FROM verifications WHERE undoes_id IN ({asked})")
    op.execute("DELETE FROM verifications WHERE result = 'asked'")
    allow(KNOWN_BEFORE)
    with op.batch_alter_table("document_files") as table:
        table.drop_constraint(op.f("ck_document_files_pages"), type_="check")
        table.drop_column("pages")


def index_those_that_wait(columns: list[str]) -> None:
    op.drop_index("ix_credentials_to_review", "credentials")
    op.create_index(
        "ix_credentials_to_review",
        "credentials",
        columns,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def allow(results: str) -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        op.execute("DROP TRIGGER credentials_evidence_logged")
    with op.batch_alter_table("verifications") as table:
        table.drop_constraint(op.f("ck_verifications_result"), type_="check")
        table.create_check_constraint(op.f("ck_verifications_result"), results)
    if on_sqlite:
        op.execute(GUARD)
