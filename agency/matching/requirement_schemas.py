"""The shape of what an assignment asks, as plain JSON values; keys may be added, never changed."""

from __future__ import annotations

from datetime import date

from agency.matching.finding_schemas import Json, law_of, run_of_days
from agency.rules.facts import AssignmentFacts
from agency.rules.requisition import Requirement, Requisition
from agency.rules.rulebook import RuleBook
from agency.rules.spans import Window


def described_requisition(
    work: AssignmentFacts, day: date, asked: Requisition, window: Window, book: RuleBook
) -> Json:
    """All that an assignment asks in a window, judged on ``day``: of the work, then of a person."""
    of = [("work", one) for one in asked.work] + [("person", one) for one in asked.person]
    return {
        "assignment": work.ref,
        "on": day.isoformat(),
        "rulebook": book.fingerprint,
        "window": run_of_days(window),
        "requirements": [_requirement(about, one, window) for about, one in of],
    }


def _requirement(about: str, one: Requirement, window: Window) -> Json:
    return {
        "requirement": one.id,
        "title": one.title,
        "effect": one.effect,
        "about": about,
        "question": one.question,
        **law_of(one.law_on(window.first)),
    }
