"""What was recorded between two rulebooks, in words."""

from __future__ import annotations

from dataclasses import dataclass

from agency.rules.facts import AssignmentFacts
from agency.standards.books import saved_text, withdrawn_text
from agency.standards.models import RuleEntry
from agency.standards.queries import entries_of


@dataclass(frozen=True)
class Amendment:
    """An entry that only one of two rulebooks has: it was saved between them, or withdrawn."""

    rule_id: str
    scope: str
    facility: str
    saved: bool
    says: str

    def speaks_of(self, work: AssignmentFacts) -> bool:
        """Whether the entry is of the state, the agency or the facility of an assignment."""
        if self.scope == "facility":
            return self.facility == work.facility
        of_state = self.rule_id.partition("-")[0] in ("us", work.state.lower())
        return self.scope == "agency" or of_state


def amendments_between(before: str, now: str) -> tuple[Amendment, ...]:
    """By the fingerprints of two kept rulebooks; one that replaced another is told alone."""
    old = {row.id: row for row in entries_of(before)}
    new = {row.id: row for row in entries_of(now)}
    saved = [row for id, row in new.items() if id not in old]
    told = {row.key for row in saved}
    gone = [row for id, row in old.items() if id not in new and row.key not in told]
    return (
        *(_amendment(row, saved_text(row), saved=True) for row in saved),
        *(_amendment(row, _gone(row), saved=False) for row in gone),
    )


def _gone(row: RuleEntry) -> str:
    return withdrawn_text(row) or "is in the data files now"


def _amendment(row: RuleEntry, says: str, *, saved: bool) -> Amendment:
    return Amendment(row.rule_id, row.scope, row.facility, saved, f"{row.rule_id}: {says}")
