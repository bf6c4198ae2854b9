"""Lists of who is excluded, who was screened against them, and what people decided of that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLES = (
    "exclusion_loads",
    "exclusion_records",
    "screening_runs",
    "screenings",
    "screening_findings",
    "screening_decisions",
)
STATES = ("open", "not_same", "same", "over")


def upgrade() -> None:
    lists()
    runs()
    findings()


def lists() -> None:
    make(
        "exclusion_loads",
        word("source", 10),
        word("kind", 14),
        word("file_name", 254),
        word("sha256", 64),
        sa.Column("file_day", sa.Date(), nullable=False),
        word("month", 7),
        *map(number, ("rows", "people", "added", "changed", "removed", "listed")),
        plain("notes"),
        moment("loaded_at"),
        word("loaded_by", 254),
        one_of("exclusion_loads", "kind", ("full", "additions", "reinstatements")),
    )
    names = ("last_name", "first_name", "middle_name", "suffix", "city", "state")
    make(
        "exclusion_records",
        word("source", 10),
        word("fingerprint", 64),
        word("identity", 64),
        sa.Column("reinstatement", sa.Boolean(), nullable=False),
        *map(words, names),
        *(sa.Column(name, sa.Date(), nullable=True) for name in DAYS),
        plain("content"),
        number("added_in"),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        leads("exclusion_records", "added_in", "exclusion_loads", None),
        leads("exclusion_records", "removed_in", "exclusion_loads", None),
        once("exclusion_records", "source", "fingerprint"),
    )
    op.create_index("ix_exclusion_loads_source", "exclusion_loads", ["source", "id"])
    op.create_index("ix_exclusion_records_identity", "exclusion_records", ["identity"])
    op.create_index("ix_exclusion_records_added_in", "exclusion_records", ["added_in"])
    op.create_index("ix_exclusion_records_removed_in", "exclusion_records", ["removed_in"])
    standing = sa.text("removed_in IS NULL")
    op.create_index(
        "ix_exclusion_records_listed",
        "exclusion_records",
        ["source", "id"],
        sqlite_where=standing,
        postgresql_where=standing,
    )


DAYS = ("born_on", "listed_on", "ended_on")


def runs() -> None:
    make(
        "screening_runs",
        moment("at"),
        sa.Column("day", sa.Date(), nullable=False),
        word("month", 7),
        word("why", 40),
        plain("lists"),
        *map(number, ("records", "candidates", "findings", "new_findings")),
    )
    make(
        "screenings",
        number("candidate_id"),
        number("run_id"),
        words("name"),
        sa.Column("home_zip", sa.String(5), nullable=True),
        word("her_print", 64),
        plain("found"),
        leads("screenings", "candidate_id", "candidates"),
        leads("screenings", "run_id", "screening_runs"),
        once("screenings", "candidate_id", "run_id"),
    )
    op.create_index("ix_screenings_run_id", "screenings", ["run_id"])


def findings() -> None:
    make(
        "screening_findings",
        number("candidate_id"),
        number("record_id"),
        word("state", 8),
        word("her_print", 64),
        number("points"),
        plain("evidence"),
        words("why_open"),
        moment("found_at"),
        one_of("screening_findings", "state", STATES),
        leads("screening_findings", "candidate_id", "candidates"),
        leads("screening_findings", "record_id", "exclusion_records", None),
        once("screening_findings", "candidate_id", "record_id"),
    )
    make(
        "screening_decisions",
        number("finding_id"),
        word("decision", 8),
        words("reason"),
        moment("at"),
        word("by", 254),
        sa.Column("user_id", sa.Integer(), nullable=True),
        word("state_before", 8),
        word("her_print", 64),
        plain("evidence"),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        one_of("screening_decisions", "decision", ("same", "not_same", "released", "undone")),
        one_of("screening_decisions", "state_before", STATES),
        leads("screening_decisions", "finding_id", "screening_findings"),
        leads("screening_decisions", "undoes_id", "screening_decisions"),
        once("screening_decisions", "undoes_id"),
    )
    op.create_index("ix_screening_findings_record_id", "screening_findings", ["record_id"])
    op.create_index("ix_screening_findings_state", "screening_findings", ["state", "points"])
    op.create_index(
        "ix_screening_decisions_finding_id", "screening_decisions", ["finding_id", "id"]
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def make(table: str, *parts: sa.schema.SchemaItem) -> None:
    """A table with a row id."""
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    op.create_table(table, number("id"), *parts, key)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def word(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def plain(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False)


def one_of(table: str, column: str, allowed: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN {allowed}", name=op.f(f"ck_{table}_{column}"))


def once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def leads(
    table: str, column: str, to: str, ondelete: str | None = "CASCADE"
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)
