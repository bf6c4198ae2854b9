"""Recorded entries of the rulebook, and of which of them a rulebook was made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import Json, UTCDateTime, days_of_the_calendar
from agency.extensions import Model
from agency.rules.amending import Key, canonical_text

SCOPES = ("law", "agency", "facility")
STANDING = text("withdrawn_at IS NULL")


class RuleEntry(Model):
    """One version of one rule, with who recorded it, when and why; it is never deleted.

    It counts until it is withdrawn, or replaced by one with the same scope, facility, id and
    first day; ``entry`` is the table it was read from. ``facility`` is blank where it is law or a
    standard of the agency.
    """

    __tablename__ = "rule_entries"
    __table_args__ = (
        CheckConstraint(f"scope IN {SCOPES}", name="scope"),
        CheckConstraint("(scope = 'facility') = (facility <> '')", name="facility"),
        CheckConstraint("rule_id <> '' AND made_by <> '' AND why <> ''", name="said"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
            " AND (withdrawn_at IS NULL) = (withdrawn_why IS NULL)",
            name="withdrawn",
        ),
        days_of_the_calendar("in_force"),
        Index(
            "uq_rule_entries_standing",
            *("scope", "facility", "rule_id", "in_force"),
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(8))
    facility: Mapped[str] = mapped_column(String(200), default="")
    rule_id: Mapped[str] = mapped_column(String(80))
    in_force: Mapped[date] = mapped_column(Date)
    entry: Mapped[dict[str, Any]] = mapped_column(Json)
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime())
    why: Mapped[str] = mapped_column(Text)
    withdrawn_by: Mapped[str | None] = mapped_column(String(120))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    withdrawn_why: Mapped[str | None] = mapped_column(Text)

    @property
    def key(self) -> Key:
        """As of `Proposed`."""
        return self.scope, self.facility, self.rule_id, self.in_force.isoformat()

    @property
    def canonical(self) -> str:
        """As of `Proposed`."""
        return canonical_text(self.entry)


class KeptRuleBook(Model):
    """Of which recorded entries a rulebook was made, by its fingerprint.

    Something was judged by it, and what was begun with it can be finished with it.
    """

    __tablename__ = "rulebooks"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    entry_ids: Mapped[list[int]] = mapped_column(Json)
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime())
