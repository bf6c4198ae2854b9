"""Lists of candidates in order, and who holds a type of credential, without reading everybody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ACTIVE = sa.text("status = 'active'")


def upgrade() -> None:
    if _on_postgresql():
        by_name = [sa.text(key) for key in ("lower(last_name)", "lower(first_name)", "id")]
        op.create_index("ix_candidates_name", "candidates", by_name)
    op.create_index("ix_candidates_changed_at", "candidates", ["changed_at", "id"])
    op.create_index(
        "ix_credentials_active_code",
        "credentials",
        ["code", "candidate_id"],
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )


def downgrade() -> None:
    op.drop_index("ix_credentials_active_code", table_name="credentials")
    op.drop_index("ix_candidates_changed_at", table_name="candidates")
    if _on_postgresql():
        op.drop_index("ix_candidates_name", table_name="candidates")


def _on_postgresql() -> bool:
    """SQLite cannot read an index of expressions back when a table is made anew."""
    return op.get_bind().dialect.name == "postgresql"
