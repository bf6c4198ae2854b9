"""Whose steps are looked for, and what the catalogue says of their time and price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agency.rules.catalogue import Term
from agency.rules.facts import CandidateFacts, Credential
from agency.rules.rulebook import RuleBook
from agency.rules.spans import Window
from agency.rules.workdays import later


@dataclass(frozen=True)
class Situation:
    """Whose steps are looked for, as of which day, and for which days of work."""

    candidate: CandidateFacts
    day: date
    window: Window
    book: RuleBook

    def holds(self, code: str) -> list[Credential]:
        """Her credentials of this type that count."""
        return [
            one for one in self.candidate.credentials if one.code == code and one.status == "active"
        ]

    def best_held(self, code: str) -> list[Credential]:
        """Those of them that are not worth less than another, nor the same as an earlier one."""
        held = self.holds(code)
        return [
            one
            for place, one in enumerate(held)
            if not any(
                self._is_as_good(other, one) and (there < place or not self._is_as_good(one, other))
                for there, other in enumerate(held)
                if there != place
            )
        ]

    def was_revoked(self, code: str) -> bool:
        """Whether one of this type was taken from her."""
        return any(
            one.code == code and one.status == "revoked" for one in self.candidate.credentials
        )

    def _is_as_good(self, one: Credential, other: Credential) -> bool:
        """Whether every step with ``other`` can as well be taken with ``one``."""
        first = date.fromordinal(self.window.first)
        begins = (held.issued_on or date.min for held in (one, other))
        ends = (held.expires_on or date.min for held in (one, other))
        return (
            one.bound_to == other.bound_to
            and one.evidence >= other.evidence
            and (one.issued_on is None) == (other.issued_on is None)
            and (one.expires_on is None) == (other.expires_on is None)
            and next(begins) <= max(next(begins), first)
            and next(ends) >= next(ends)
        )

    def after(self, lead: Term | None) -> date:
        """The first day on which what is begun today has taken effect; today if none is known."""
        return later(self.day, lead, self.book.holidays) if lead else self.day

    def fee(self, code: str, name: str) -> Decimal | None:
        """What the catalogue says something costs, in dollars; None where it does not."""
        return dict(self.book.catalogue[code].fees).get(name)
