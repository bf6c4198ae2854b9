"""What a picture of a pair is drawn from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from agency.rules.eligibility import Assessment
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is put to what, judged on which day by which book."""

    assessment: Assessment = field(repr=False)
    candidate: CandidateFacts
    assignment: AssignmentFacts
    book: RuleBook = field(repr=False)
    day: date
