"""Candidates counted by their status, and placements in the order they wait in a stage."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_candidates_status", "candidates", ["status"])
    op.create_index("ix_placements_stage", "placements", ["stage", "changed_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_placements_stage", table_name="placements")
    op.drop_index("ix_candidates_status", table_name="candidates")
