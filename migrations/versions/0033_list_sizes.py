"""How many people the lists of a run have room for, so that it can be done again."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    recreate: Any = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    kind = sa.JSON().with_variant(JSONB(), "postgresql")
    with op.batch_alter_table("match_runs", recreate=recreate) as runs:
        runs.add_column(sa.Column("lists", kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("match_runs") as runs:
        runs.drop_column("lists")
