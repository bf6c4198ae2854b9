"""First tables: candidates and what they hold, assignments, placements, imports."""

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
    "import_progress",
)
ROLES = (
    "medical_assistant",
    "medical_administrative_assistant",
    "medical_executive_assistant",
    "medical_office_manager",
    "medical_practice_manager",
    "business_office_manager",
    "medical_office_administrator",
    "patient_care_manager",
)
EVIDENCE = ("claimed", "documented", "reviewed", "primary_source")


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def not_negative(table: str, *columns: str) -> list[sa.CheckConstraint]:
    return [check(table, column, f"{column} >= 0") for column in columns]


def calendar(table: str, *columns: str) -> sa.CheckConstraint:
    days = (f"{column} BETWEEN '0001-01-01' AND '9999-12-31'" for column in columns)
    return check(table, "calendar", " AND ".join(days))


def part_of(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    create_candidates()
    create_credentials()
    create_trainings()
    create_facilities()
    create_assignments()
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
        check("candidates", "ref", "ref <> ''"),
        check("candidates", "home_zip", "length(home_zip) = 5"),
        check(
            "candidates",
            "status",
            "status IN ('active', 'inactive', 'do_not_contact', 'archived')",
        ),
        check("candidates", "career_goal", f"career_goal IN {ROLES}"),
        *not_negative("candidates", "max_travel_miles", "min_pay_rate", "years_experience"),
        calendar("candidates", "available_from"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("ref", name=op.f("uq_candidates_ref")),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        check("absences", "days", "last_day >= first_day"),
        calendar("absences", "first_day", "last_day"),
        part_of("absences", "candidate_id", "candidates"),
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
        check("credentials", "evidence", f"evidence IN {EVIDENCE}"),
        check(
            "credentials",
            "status",
            "status IN ('active', 'rejected', 'revoked', 'superseded', 'withdrawn')",
        ),
        check("credentials", "days", "expires_on >= issued_on"),
        calendar("credentials", "issued_on", "expires_on"),
        part_of("credentials", "candidate_id", "candidates"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint(
            "candidate_id",
            "code",
            "number",
            "issued_on",
            name=op.f("uq_credentials_candidate_id_code_number_issued_on"),
        ),
    )
    op.create_index(
        "ix_credentials_active_expiry",
        "credentials",
        ["expires_on"],
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_index(
        "uq_credentials_undated",
        "credentials",
        ["candidate_id", "code", "number"],
        unique=True,
        sqlite_where=sa.text("issued_on IS NULL"),
        postgresql_where=sa.text("issued_on IS NULL"),
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
        check("trainings", "evidence", f"evidence IN {EVIDENCE}"),
        check(
            "trainings",
            "kind",
            "kind IN ('program', 'training', 'performances', 'education', 'document', 'exam')",
        ),
        *not_negative(
            "trainings", "hours", "classroom_hours", "clinical_hours", "externship_hours"
        ),
        check("trainings", "occurrence", "occurrence >= 1"),
        calendar("trainings", "completed_on"),
        part_of("trainings", "candidate_id", "candidates"),
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
        *not_negative("ce_credits", "units"),
        check("ce_credits", "occurrence", "occurrence >= 1"),
        calendar("ce_credits", "earned_on"),
        part_of("ce_credits", "candidate_id", "candidates"),
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
        check("facilities", "name", "name <> ''"),
        check("facilities", "zip", "length(zip) = 5"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilities")),
        sa.UniqueConstraint("name", name=op.f("uq_facilities_name")),
    )
    op.create_table(
        "do_not_return",
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("candidate_ref", sa.String(length=40), nullable=False),
        check("do_not_return", "candidate_ref", "candidate_ref <> ''"),
        part_of("do_not_return", "facility_id", "facilities"),
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
        check("assignments", "ref", "ref <> ''"),
        check("assignments", "zip", "length(zip) = 5"),
        check("assignments", "priority", "priority IN ('normal', 'high', 'urgent')"),
        check(
            "assignments",
            "status",
            "status IN ('open', 'draft', 'on_hold', 'filled', 'closed', 'cancelled')",
        ),
        check("assignments", "min_evidence", f"min_evidence IN {EVIDENCE}"),
        check("assignments", "role", f"role IN {ROLES}"),
        check("assignments", "shift", "shift IN ('day', 'evening', 'night', 'weekend')"),
        check("assignments", "days", "ends_on >= starts_on"),
        check("assignments", "openings", "openings >= 1"),
        *not_negative("assignments", "pay_rate", "bill_rate", "hours_per_week", "guaranteed_hours"),
        calendar("assignments", "starts_on", "ends_on"),
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
        check(
            "placements",
            "stage",
            "stage IN ('shortlisted', 'submitted', 'interview', 'offered',"
            " 'confirmed', 'working', 'completed', 'withdrawn', 'declined', 'cancelled')",
        ),
        check("placements", "days", "ends_on >= starts_on"),
        calendar("placements", "starts_on", "ends_on"),
        part_of("placements", "assignment_id", "assignments"),
        part_of("placements", "candidate_id", "candidates"),
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
        sa.Column("rejects_hash", sa.String(length=64), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_progress")),
        sa.UniqueConstraint("kind", "file_hash", name=op.f("uq_import_progress_kind_file_hash")),
    )
