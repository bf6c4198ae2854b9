"""First tables: candidates and what they hold, assignments, placements, match runs, imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The types as they are today, written out: a migration must not change when the code does.
WORDS = sa.Text().with_variant(postgresql.ARRAY(sa.Text()), "postgresql")
NUMBER = sa.BigInteger()
MOMENT = sa.DateTime(timezone=True)
JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TABLES = (
    "candidates",
    "absences",
    "credentials",
    "trainings",
    "ce_credits",
    "facilities",
    "do_not_return",
    "assignments",
    "placements",
    "match_runs",
    "shortlists",
    "matches",
    "import_progress",
)


def upgrade() -> None:
    create_candidates()
    create_credentials()
    create_trainings()
    create_facilities()
    create_assignments()
    create_match_runs()
    create_import_progress()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def create_candidates() -> None:
    op.create_table(
        "candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("last_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("home_zip", sa.String(length=5), nullable=True),
        sa.Column("willing_states", WORDS, nullable=False),
        sa.Column("max_travel_miles", NUMBER, nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("min_pay_rate", NUMBER, nullable=True),
        sa.Column("skills", WORDS, nullable=False),
        sa.Column("years_experience", NUMBER, nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("adult", sa.Boolean(), nullable=True),
        sa.Column("specialties", WORDS, nullable=False),
        sa.Column("shifts", WORDS, nullable=False),
        sa.Column("roles", WORDS, nullable=False),
        sa.Column("career_goal", sa.String(length=60), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "status IN ('active', 'inactive', 'do_not_contact', 'archived')",
            name=op.f("ck_candidates_status"),
        ),
        sa.CheckConstraint("max_travel_miles >= 0", name=op.f("ck_candidates_max_travel_miles")),
        sa.CheckConstraint("min_pay_rate >= 0", name=op.f("ck_candidates_min_pay_rate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("ref", name=op.f("uq_candidates_ref")),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_absences_days")),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_absences_candidate_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.UniqueConstraint(
            "candidate_id",
            "first_day",
            "last_day",
            name=op.f("uq_absences_candidate_id_first_day_last_day"),
        ),
    )


def create_credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(length=20), nullable=False),
        sa.Column("bound_to", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "evidence IN ('claimed', 'documented', 'reviewed', 'primary_source')",
            name=op.f("ck_credentials_evidence"),
        ),
        sa.CheckConstraint(
            "status IN ('active', 'rejected', 'revoked', 'superseded', 'withdrawn')",
            name=op.f("ck_credentials_status"),
        ),
        sa.CheckConstraint("expires_on >= issued_on", name=op.f("ck_credentials_days")),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_credentials_candidate_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
    )
    op.create_index(
        "ix_credentials_active_expiry",
        "credentials",
        ["expires_on"],
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_index(
        "uq_credentials_key",
        "credentials",
        ["candidate_id", "code", "number", sa.text("coalesce(issued_on, '0001-01-01')")],
        unique=True,
    )


def create_trainings() -> None:
    op.create_table(
        "trainings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=True),
        sa.Column("provider", sa.String(length=200), nullable=True),
        sa.Column("accreditor", sa.String(length=40), nullable=True),
        sa.Column("hours", NUMBER, nullable=True),
        sa.Column("classroom_hours", NUMBER, nullable=True),
        sa.Column("clinical_hours", NUMBER, nullable=True),
        sa.Column("externship_hours", NUMBER, nullable=True),
        sa.Column("in_person", sa.Boolean(), nullable=True),
        sa.Column("performances", WORDS, nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(length=20), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "evidence IN ('claimed', 'documented', 'reviewed', 'primary_source')",
            name=op.f("ck_trainings_evidence"),
        ),
        sa.CheckConstraint(
            "kind IN ('program', 'training', 'performances', 'education', 'document', 'exam')",
            name=op.f("ck_trainings_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_trainings_candidate_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainings")),
        sa.UniqueConstraint(
            "candidate_id",
            "content",
            "occurrence",
            name=op.f("uq_trainings_candidate_id_content_occurrence"),
        ),
    )
    op.create_table(
        "ce_credits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("units", NUMBER, nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=True),
        sa.Column("provider", sa.String(length=200), nullable=True),
        sa.Column("issuer_approved", sa.Boolean(), nullable=True),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.CheckConstraint("units >= 0", name=op.f("ck_ce_credits_units")),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_ce_credits_candidate_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ce_credits")),
        sa.UniqueConstraint(
            "candidate_id",
            "content",
            "occurrence",
            name=op.f("uq_ce_credits_candidate_id_content_occurrence"),
        ),
    )


def create_facilities() -> None:
    op.create_table(
        "facilities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("zip", sa.String(length=5), nullable=True),
        sa.Column("state", sa.String(length=2), nullable=True),
        sa.Column("setting", sa.String(length=40), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilities")),
        sa.UniqueConstraint("name", name=op.f("uq_facilities_name")),
    )
    op.create_table(
        "do_not_return",
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("candidate_ref", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["facilities.id"],
            name=op.f("fk_do_not_return_facility_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("facility_id", "candidate_ref", name=op.f("pk_do_not_return")),
    )


def create_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=True),
        sa.Column("zip", sa.String(length=5), nullable=True),
        sa.Column("state", sa.String(length=2), nullable=True),
        sa.Column("setting", sa.String(length=40), nullable=True),
        sa.Column("delegator", sa.String(length=40), nullable=True),
        sa.Column("supervision", sa.String(length=40), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("pay_rate", NUMBER, nullable=True),
        sa.Column("bill_rate", NUMBER, nullable=True),
        sa.Column("priority", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("accepted_certifications", WORDS, nullable=False),
        sa.Column("tasks", WORDS, nullable=False),
        sa.Column("required_skills", WORDS, nullable=False),
        sa.Column("preferred_skills", WORDS, nullable=False),
        sa.Column("client_requirements", WORDS, nullable=False),
        sa.Column("min_evidence", sa.String(length=20), nullable=True),
        sa.Column("role", sa.String(length=60), nullable=True),
        sa.Column("specialty", sa.String(length=60), nullable=True),
        sa.Column("shift", sa.String(length=10), nullable=True),
        sa.Column("hours_per_week", NUMBER, nullable=True),
        sa.Column("guaranteed_hours", NUMBER, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "priority IN ('normal', 'high', 'urgent')", name=op.f("ck_assignments_priority")
        ),
        sa.CheckConstraint(
            "status IN ('open', 'draft', 'on_hold', 'filled', 'closed', 'cancelled')",
            name=op.f("ck_assignments_status"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_assignments_days")),
        sa.CheckConstraint("openings >= 1", name=op.f("ck_assignments_openings")),
        sa.CheckConstraint("pay_rate >= 0", name=op.f("ck_assignments_pay_rate")),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facilities.id"], name=op.f("fk_assignments_facility_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("ref", name=op.f("uq_assignments_ref")),
    )
    op.create_index("ix_assignments_facility_id", "assignments", ["facility_id"])
    op.create_index(
        "ix_assignments_open",
        "assignments",
        ["ends_on"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "placements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "stage IN ('shortlisted', 'submitted', 'interview', 'offered',"
            " 'confirmed', 'working', 'completed', 'withdrawn', 'declined', 'cancelled')",
            name=op.f("ck_placements_stage"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_placements_days")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_placements_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_placements_candidate_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint(
            "candidate_id",
            "assignment_id",
            "starts_on",
            name=op.f("uq_placements_candidate_id_assignment_id_starts_on"),
        ),
    )
    op.create_index("ix_placements_assignment_id", "placements", ["assignment_id"])
    op.create_index(
        "ix_placements_busy",
        "placements",
        ["candidate_id"],
        sqlite_where=sa.text("stage IN ('confirmed', 'working')"),
        postgresql_where=sa.text("stage IN ('confirmed', 'working')"),
    )


def create_match_runs() -> None:
    op.create_table(
        "match_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rulebook", sa.String(length=64), nullable=False),
        sa.Column("snapshot", sa.String(length=64), nullable=False),
        sa.Column("settings", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("scale", JSONB, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'complete', 'incomplete')", name=op.f("ck_match_runs_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_runs")),
        sa.UniqueConstraint(
            "as_of",
            "rulebook",
            "snapshot",
            "settings",
            name=op.f("uq_match_runs_as_of_rulebook_snapshot_settings"),
        ),
    )
    op.create_table(
        "shortlists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("ineligible", sa.Integer(), nullable=False),
        sa.Column("near_misses", sa.Integer(), nullable=False),
        sa.Column("preferred_skills", sa.Integer(), nullable=False),
        sa.Column("specialty", sa.String(length=60), nullable=True),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("to_confirm", JSONB, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('matched', 'blocked', 'no_rules')", name=op.f("ck_shortlists_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_shortlists_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name=op.f("fk_shortlists_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlists")),
        sa.UniqueConstraint(
            "run_id", "assignment_id", name=op.f("uq_shortlists_run_id_assignment_id")
        ),
    )
    op.create_index("ix_shortlists_assignment_id", "shortlists", ["assignment_id"])
    op.create_table(
        "matches",
        sa.Column("shortlist_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("measures", JSONB, nullable=False),
        sa.Column("gap", sa.String(length=80), nullable=True),
        sa.Column("renewable", sa.Boolean(), nullable=False),
        sa.CheckConstraint("tier IN ('eligible', 'near_miss')", name=op.f("ck_matches_tier")),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_matches_candidate_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shortlist_id"],
            ["shortlists.id"],
            name=op.f("fk_matches_shortlist_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shortlist_id", "tier", "position", name=op.f("pk_matches")),
    )
    op.create_index("ix_matches_candidate_id", "matches", ["candidate_id"])


def create_import_progress() -> None:
    op.create_table(
        "import_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("inserted", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("rejects_bytes", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_progress")),
        sa.UniqueConstraint("kind", "file_hash", name=op.f("uq_import_progress_kind_file_hash")),
    )
