"""The shape of one finding, and of what must be asked about the work, as plain JSON values.

A run stores them as every answer tells them. Days are ISO texts; a day that is never reached is
null, and the end of time is its last day, 9999-12-31.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from agency.rules.eligibility import Finding
from agency.rules.requisition import Requirement
from agency.rules.rulebook import Entry
from agency.rules.spans import Window

Json = dict[str, Any]


def described_finding(finding: Finding) -> Json:
    """One requirement's answer in its window.

    ``missing`` are the days not covered, ``possible`` those of them on which it may be met all
    the same, ``short_by_days`` how many are missing.
    """
    return {
        "requirement": finding.requirement.id,
        "title": finding.title,
        "effect": finding.requirement.effect,
        "verdict": finding.verdict,
        "window": run_of_days(finding.window),
        "covered": _runs(finding.covered),
        "possible": _runs(finding.missing & finding.coverage.possible),
        "missing": _runs(finding.missing),
        "short_by_days": finding.missing.days,
        "clears_on": day_text(finding.clears_on),
        "holds_until": day_text(finding.holds_until),
        "evidence": list(finding.evidence),
        **law_of(finding.law),
        "says": finding.says,
    }


def described_question(requirement: Requirement, window: Window) -> Json:
    """What the client must be asked about the work, and the rule for whose sake."""
    return {
        "requirement": requirement.id,
        "title": requirement.title,
        "question": requirement.question,
        **law_of(requirement.law_on(window.first)),
    }


def law_of(entry: Entry | None) -> Json:
    """Where a rule is written and how far it is to be trusted; null where no law asks."""
    return {
        "citation": entry.citation if entry else None,
        "source": entry.source if entry else None,
        "confidence": entry.confidence if entry else None,
    }


def _runs(days: Iterable[tuple[int, int]]) -> list[list[str]]:
    return [run_of_days(run) for run in days]


def run_of_days(run: tuple[int, int]) -> list[str]:
    return [date.fromordinal(day).isoformat() for day in run]


def money(dollars: Decimal | None) -> str | None:
    """Dollars as text with their cents."""
    return None if dollars is None else f"{dollars:.2f}"


def day_text(day: int | None) -> str | None:
    return None if day is None else date.fromordinal(day).isoformat()
