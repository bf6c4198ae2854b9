"""Mail: what it is about and to whom, its attempts and reports, and who wants or gets none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# The type as it is today, written out: a migration must not change when the code does.
MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("state = 'waiting'")
STATES_BEFORE = ("waiting", "sent", "failed")
STATES = (*STATES_BEFORE, "bounced", "held", "unwanted")


def upgrade() -> None:
    op.drop_index("ix_mails_waiting", "mails")
    with op.batch_alter_table("mails") as mails:
        mails.add_column(sa.Column("html", sa.Text(), nullable=True))
        mails.add_column(
            sa.Column("topic", sa.String(length=40), nullable=False, server_default="account")
        )
        mails.add_column(sa.Column("candidate_id", sa.Integer(), nullable=True))
        mails.add_column(sa.Column("event", sa.String(length=200), nullable=True))
        mails.add_column(sa.Column("due_at", MOMENT, nullable=True))
        mails.drop_constraint(op.f("ck_mails_state"), type_="check")
        mails.create_check_constraint(op.f("ck_mails_state"), f"state IN {STATES}")
        mails.create_foreign_key(
            op.f("fk_mails_candidate_id"),
            "candidates",
            ["candidate_id"],
            ["id"],
            ondelete="CASCADE",
        )
        mails.create_unique_constraint(op.f("uq_mails_event_to"), ["event", "to"])
    with op.batch_alter_table("mails") as mails:
        mails.alter_column("topic", server_default=None)
    op.create_index("ix_mails_state", "mails", ["state", "id"])
    op.create_index("ix_mails_candidate_id", "mails", ["candidate_id"])
    create_attempts()
    create_reports()
    create_bad_addresses()
    create_left_topics()


def downgrade() -> None:
    for table in ("left_topics", "bad_addresses", "mail_reports", "mail_attempts"):
        op.drop_table(table)
    op.drop_index("ix_mails_candidate_id", "mails")
    op.drop_index("ix_mails_state", "mails")
    op.execute("UPDATE mails SET state = 'failed' WHERE state IN ('bounced', 'unwanted')")
    op.execute("UPDATE mails SET state = 'waiting' WHERE state = 'held'")
    with op.batch_alter_table("mails") as mails:
        mails.drop_constraint(op.f("uq_mails_event_to"), type_="unique")
        mails.drop_constraint(op.f("fk_mails_candidate_id"), type_="foreignkey")
        mails.drop_constraint(op.f("ck_mails_state"), type_="check")
        mails.create_check_constraint(op.f("ck_mails_state"), f"state IN {STATES_BEFORE}")
        for column in ("due_at", "event", "candidate_id", "topic", "html"):
            mails.drop_column(column)
    op.create_index(
        "ix_mails_waiting", "mails", ["id"], sqlite_where=WAITING, postgresql_where=WAITING
    )


def create_attempts() -> None:
    op.create_table(
        "mail_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("server", sa.String(length=254), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=True),
        sa.Column("said", sa.String(length=500), nullable=True),
        sa.Column("tls", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('begun', 'taken', 'delayed', 'refused')",
            name=op.f("ck_mail_attempts_outcome"),
        ),
        of_a_mail("mail_attempts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_attempts")),
    )
    op.create_index("ix_mail_attempts_mail_id", "mail_attempts", ["mail_id"])
    op.create_index("ix_mail_attempts_began_at", "mail_attempts", ["began_at"])


def create_reports() -> None:
    op.create_table(
        "mail_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("said", sa.String(length=500), nullable=False),
        of_a_mail("mail_reports"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_reports")),
        sa.UniqueConstraint("mail_id", "digest", name=op.f("uq_mail_reports_mail_id_digest")),
    )


def create_bad_addresses() -> None:
    op.create_table(
        "bad_addresses",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("said", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_bad_addresses")),
    )


def create_left_topics() -> None:
    op.create_table(
        "left_topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("left_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(candidate_id IS NULL) <> (address IS NULL)", name=op.f("ck_left_topics_who")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_left_topics_candidate_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_topics")),
        sa.UniqueConstraint(
            "candidate_id", "topic", name=op.f("uq_left_topics_candidate_id_topic")
        ),
        sa.UniqueConstraint("address", "topic", name=op.f("uq_left_topics_address_topic")),
    )


def of_a_mail(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["mail_id"], ["mails.id"], name=op.f(f"fk_{table}_mail_id"), ondelete="CASCADE"
    )
