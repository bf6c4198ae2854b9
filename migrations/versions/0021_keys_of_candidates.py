"""Candidates have their name, telephone number and address as they are compared beside them."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# Folding as it is today, written out: a migration must not change when the code does.
PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i"}
)
APOSTROPHES = re.compile("['\u2019`\u02bc]")
KEYS = {"email_key": 508, "name_key": 400, "phone_key": 40}
INDEXES = {
    "ix_candidates_email_key": ("email_key",),
    "ix_candidates_name_key_phone_key": ("name_key", "phone_key"),
    "ix_candidates_name_key_home_zip": ("name_key", "home_zip"),
}
BATCH = 1_000
SAID = sa.text("SELECT id, first_name, last_name, email, phone FROM candidates ORDER BY id")
KEPT = sa.text(
    "UPDATE candidates SET email_key = :email, name_key = :name, phone_key = :phone WHERE id = :id"
)


def upgrade() -> None:
    _drop_old_indexes()
    with op.batch_alter_table("candidates", recreate=_anew()) as candidates:
        for name, length in KEYS.items():
            kind = sa.String(length=length)
            candidates.add_column(sa.Column(name, kind, server_default="", nullable=False))
    _fill()
    with op.batch_alter_table("candidates", recreate=_anew()) as candidates:
        for name in KEYS:
            candidates.alter_column(name, server_default=None)
    for name, columns in INDEXES.items():
        op.create_index(name, "candidates", [*columns, "id"])


def _anew() -> Literal["always", "never"]:
    """SQLite is given the table written as one that is made today; PostgreSQL needs no copy."""
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"


def _drop_old_indexes() -> None:
    op.drop_index("ix_candidates_home_zip", "candidates")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_candidates_phone_end", "candidates")
        op.drop_index("ix_candidates_email", "candidates")


def _fill() -> None:
    bind = op.get_bind()
    rows = bind.execute(SAID).all()
    for first in range(0, len(rows), BATCH):
        bind.execute(KEPT, [_keys(*row) for row in rows[first : first + BATCH]])


def _keys(id: int, first_name: str, last_name: str, email: str, phone: str) -> dict[str, object]:
    digits = "".join(filter(str.isdecimal, phone))
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    name = f"{_folded(first_name)} {_folded(last_name)}".strip()[:400]
    number = digits if len(digits) >= 7 else ""
    return {"id": id, "email": email.lower(), "name": name, "phone": number}


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    return APOSTROPHES.sub("", "".join(one for one in apart if not unicodedata.combining(one)))


def downgrade() -> None:
    for name in reversed(INDEXES):
        op.drop_index(name, "candidates")
    with op.batch_alter_table("candidates", recreate=_anew()) as candidates:
        for name in reversed(KEYS):
            candidates.drop_column(name)
    op.create_index("ix_candidates_home_zip", "candidates", ["home_zip"])
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_candidates_email", "candidates", [sa.text("lower(email)")])
        op.create_index("ix_candidates_phone_end", "candidates", [sa.text('"right"(phone, 4)')])
