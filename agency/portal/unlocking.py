"""How many more jobs a change would open: her stored near misses, judged anew with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from agency.matching.person_queries import PersonMatch
from agency.rules.eligibility import ELIGIBLE, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules, RuleBook

NEAR_MISS = "near_miss"


class Openings:
    """The near misses of one person by the last run; pure reckoning, by the judge of every page."""

    def __init__(
        self, matches: Iterable[PersonMatch], she: CandidateFacts, book: RuleBook, day: date
    ) -> None:
        self._book, self._day = book, day
        near = (one.assignment for one in matches if one.tier == NEAR_MISS)
        self._near = [work for work in near if not self._takes(she, work)]

    def opened_by(self, she: CandidateFacts, but: str | None = None) -> int:
        """How many of them she could take if these were her facts; the job ``but`` left out."""
        return sum(work.ref != but for work in self.jobs_opened_by(she))

    def jobs_opened_by(self, she: CandidateFacts) -> list[AssignmentFacts]:
        """Those that she could take if these were her facts, in the order of the run."""
        return [work for work in self._near if self._takes(she, work)]

    def _takes(self, she: CandidateFacts, work: AssignmentFacts) -> bool:
        try:
            return assess(she, work, self._book, self._day).verdict == ELIGIBLE
        except (Ended, NoRules):
            return False
