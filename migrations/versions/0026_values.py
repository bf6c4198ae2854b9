"""What credentials would be worth as of a full run, and who would come instead of whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = (
    "valuations",
    "credential_values",
    "credential_takers",
    "candidate_values",
    "fallbacks",
    "lone_openings",
)
OF = {
    "run_id": "match_runs",
    "assignment_id": "assignments",
    "candidate_id": "candidates",
    "replacement_id": "candidates",
    "fix_candidate_id": "candidates",
}


def upgrade() -> None:
    make(
        "valuations",
        ["run_id"],
        number("milliseconds"),
        number("most_takers"),
        number("most_people"),
        number("places"),
        number("places_looked_at"),
    )
    make(
        "credential_values",
        ["run_id", "code", "kind"],
        word("code", 40),
        word("kind", 8),
        number("people"),
        number("assignments"),
        number("pairs"),
        number("best_pay_cents", nullable=True),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("lead_known", sa.Boolean(), nullable=False),
        number("cost_cents", nullable=True),
        plain("steps"),
        one_of("credential_values", "kind", ("obtain", "renew")),
    )
    make(
        "credential_takers",
        ["run_id", "code", "kind", "most", "candidate_id", "assignment_id"],
        word("code", 40),
        word("kind", 8),
        number("most"),
        word("ready", 8),
    )
    make("candidate_values", ["run_id", "candidate_id"], plain("gains"))
    places()
    for table, column in (
        ("credential_takers", "candidate_id"),
        ("credential_takers", "assignment_id"),
        ("candidate_values", "candidate_id"),
        ("fallbacks", "assignment_id"),
        ("fallbacks", "candidate_id"),
        ("fallbacks", "replacement_id"),
        ("lone_openings", "assignment_id"),
        ("lone_openings", "candidate_id"),
        ("lone_openings", "fix_candidate_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def places() -> None:
    make(
        "fallbacks",
        ["run_id", "assignment_id", "candidate_id"],
        word("kind", 8),
        number("others"),
        number("replacement_id", nullable=True),
        number("score", nullable=True),
        number("fewer"),
        sa.Column("costs", sa.BigInteger(), nullable=False),
        one_of("fallbacks", "kind", ("placed", "proposed")),
    )
    make(
        "lone_openings",
        ["run_id", "assignment_id", "candidate_id"],
        word("kind", 8),
        number("fix_candidate_id", nullable=True),
        plain("fix", nullable=True),
        one_of("lone_openings", "kind", ("placed", "proposed")),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def word(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def plain(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.JSON().with_variant(JSONB(), "postgresql"), nullable=nullable)


def one_of(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN {words}", name=op.f(f"ck_{table}_{column}"))


def make(table: str, key: list[str], *columns: sa.schema.SchemaItem) -> None:
    """A table with this primary key; every column that leads elsewhere goes with what it names."""
    named = [one.name for one in columns if isinstance(one, sa.Column)]
    keys = [number(one) for one in key if one not in named]
    leading = [one for one in [*key, *named] if one in OF]
    op.create_table(
        table,
        *keys,
        *columns,
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint(
                [one], [f"{OF[one]}.id"], name=op.f(f"fk_{table}_{one}"), ondelete="CASCADE"
            )
            for one in dict.fromkeys(leading)
        ),
    )
