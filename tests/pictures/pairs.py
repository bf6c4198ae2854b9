"""Judgements to draw: random pairs under random law, and one pair to be changed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from agency.pictures.subject import Subject
from agency.rules.eligibility import assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.requisition import Ended
from agency.rules.rulebook import Entry, RuleBook
from tests.rules.pairs import SHE, TODAY, WORK
from tests.strategies import HORIZON_FIRST, assignments, candidates
from tests.strategies_of_law import rulebook, rulebooks


def _judged(
    book: RuleBook, candidate: CandidateFacts, assignment: AssignmentFacts
) -> Subject | None:
    try:
        judged = assess(candidate, assignment, book, HORIZON_FIRST)
    except Ended:
        return None
    return Subject(judged, candidate, assignment, book, HORIZON_FIRST)


# Random pairs under random law, judged on the first day of the horizon.
SUBJECTS = st.builds(_judged, rulebooks(), candidates(), assignments()).filter(bool)


def subject(
    *rules: list[Entry], work: AssignmentFacts = WORK, on: date = TODAY, **changed: Any
) -> Subject:
    """The pair of `tests.rules.pairs` with ``changed`` fields of hers, under these rules."""
    she, book = replace(SHE, **changed), rulebook((list(rules),), [])
    return Subject(assess(she, work, book, on), she, work, book, on)
