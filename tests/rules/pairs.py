"""One candidate and one assignment that suit each other, to be changed in one point and judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from agency.rules import expressions as ask
from agency.rules.eligibility import Assessment, Finding, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence
from agency.rules.rulebook import Entry
from tests.strategies_of_law import rulebook

TODAY = date(2026, 11, 24)
FIRST, LAST = date(2027, 1, 4), date(2027, 3, 31)
MID = date(2027, 2, 15)
WORK = AssignmentFacts("A-0001", "WA", FIRST, LAST, facility="Alder Clinic", pay_cents=2500)
CLAIMED, REVIEWED = Evidence.claimed, Evidence.reviewed
CMA = Credential("CMA-AAMA", "CMA", date(2023, 1, 1), date(2027, 12, 31), REVIEWED)
BLS = replace(CMA, code="BLS-AHA", ref="BLS")
TDAP = replace(CMA, code="TDAP", ref="TDAP")
SHE = CandidateFacts("C-0001", willing_states=frozenset({"WA"}), credentials=(CMA,))
HOLDS_CMA = ask.Holds(frozenset({"CMA-AAMA"}))
HOLDS_TDAP = ask.Holds(frozenset({"TDAP"}))
BANNED = ask.Prohibited()


def judge(
    *rules: list[Entry],
    she: CandidateFacts = SHE,
    work: AssignmentFacts = WORK,
    on: date = TODAY,
    **changed: Any,
) -> Assessment:
    """The pair under Washington's law of these rules; ``changed`` fields are the candidate's."""
    return assess(replace(she, **changed), work, rulebook((list(rules),), []), on)


def asking(**changed: Any) -> AssignmentFacts:
    return replace(WORK, **changed)


def gaps(assessed: Assessment) -> dict[str, str]:
    """What is not met, and whether it is unknown or unmet."""
    return {one.requirement.id: one.verdict for one in assessed.not_met}


def finding(assessed: Assessment, id: str) -> Finding:
    return next(one for one in assessed.findings if one.requirement.id == id)


def day(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(number)
