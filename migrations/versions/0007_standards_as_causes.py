"""A change may be brought about by a standard, which is no law."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KNOWN_BEFORE = (
    "cause IN ('new_candidate', 'candidate_removed', 'candidate_changed',"
    " 'availability_changed', 'placement_confirmed', 'placement_ended', 'pay_changed',"
    " 'document_verified', 'credential_added', 'credential_changed', 'credential_removed',"
    " 'credential_lapsed', 'training_changed', 'credits_changed', 'assignment_opened',"
    " 'assignment_closed', 'assignment_changed', 'law_changed', 'days_passed')"
)
CAUSES = KNOWN_BEFORE.replace("'days_passed'", "'standard_changed', 'days_passed'")


def upgrade() -> None:
    allow(CAUSES)


def downgrade() -> None:
    # The version before calls both by one name.
    op.execute("UPDATE run_changes SET cause = 'law_changed' WHERE cause = 'standard_changed'")
    allow(KNOWN_BEFORE)


def allow(causes: str) -> None:
    with op.batch_alter_table("run_changes") as table:
        table.drop_constraint(op.f("ck_run_changes_cause"), type_="check")
        table.create_check_constraint(op.f("ck_run_changes_cause"), causes)
