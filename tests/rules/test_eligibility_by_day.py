"""The judgement of random pairs under random law, against the oracle that judges day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from agency.rules.eligibility import Assessment, Finding, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.rulebook import RuleBook
from tests.examples import examples
from tests.rules.oracle import Expected, Judgement, judgement
from tests.strategies import HORIZON_FIRST, assignments, candidates
from tests.strategies_of_law import rulebooks

LONG_BEFORE = HORIZON_FIRST - timedelta(days=40)


@settings(max_examples=examples(500))
@given(rulebooks(), candidates(), assignments(), st.sampled_from(("before", "first", "last")))
def test_a_judgement_equals_the_judgement_of_every_single_day(
    book: RuleBook, candidate: CandidateFacts, assignment: AssignmentFacts, judged: str
) -> None:
    days = {"before": LONG_BEFORE, "first": assignment.starts_on, "last": assignment.ends_on}
    as_of = days[judged]
    assessed = assess(candidate, assignment, book, as_of)
    assert _said(assessed) == judgement(candidate, assignment, book, as_of)


def _said(assessed: Assessment) -> Judgement:
    return Judgement(
        verdict=assessed.verdict,
        near_miss=assessed.near_miss,
        blocked=assessed.work.blocked,
        to_confirm=tuple(one.id for one in assessed.work.to_confirm),
        findings=tuple(_finding(one) for one in assessed.findings),
        clears_on=_day(assessed.clears_on),
        holds_until=_day(assessed.holds_until),
    )


def _finding(finding: Finding) -> Expected:
    return Expected(
        id=finding.requirement.id,
        effect=finding.requirement.effect,
        verdict=finding.verdict,
        missing=tuple(
            date.fromordinal(day)
            for first, last in finding.missing
            for day in range(first, last + 1)
        ),
        clears_on=_day(finding.clears_on),
        holds_until=_day(finding.holds_until),
    )


def _day(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)
