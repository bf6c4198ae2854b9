"""One plain sentence for each finding, fit for the candidate to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from agency.rules.requisition import Requirement
from agency.rules.spans import LAST_DAY, Coverage, Spans, Window
from agency.rules.wording import either


def day_text(day: date | int) -> str:
    """A day as the pages write it: 31 Mar 2027."""
    day = date.fromordinal(day) if isinstance(day, int) else day
    return f"{day.day} {day:%b %Y}"


def days_text(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def number_text(number: Decimal) -> str:
    """Hours or units without needless zeros."""
    return f"{number.normalize():f}"


def dollars_text(cents: int) -> str:
    return f"${cents // 100}.{cents % 100:02d}"


def sentence(
    requirement: Requirement,
    title: str,
    answer: Coverage,
    verdict: str,
    window: Window,
    why: Iterable[str],
) -> str:
    """The finding in one sentence: met until when, or on which days it is not, and ``why``."""
    title = title.rstrip(".")
    law = requirement.versions
    if law and all(version.entry.needs is None for version in law):
        return f"{title}."
    if law and law[0].first > window.last:
        return f"{title}: not asked before {day_text(law[0].first)}."
    if verdict == "met":
        return f"{title}: met{_through(answer.met, window)}."
    missing = Spans.of([window]) - answer.met
    gap = f"{_state(requirement, verdict)} {_gap_text(missing, window)}"
    reasons = "; ".join(dict.fromkeys(why))
    return f"{title}: {gap} ({days_text(missing.days)}){': ' + reasons if reasons else ''}."


def _through(met: Spans, window: Window) -> str:
    until = met.holds_until(window.last)
    return "" if until in (None, LAST_DAY) else f" through {day_text(until or 0)}"


def _state(requirement: Requirement, verdict: str) -> str:
    if requirement.about_the_work:
        return "to be confirmed" if verdict == "unknown" else "the work is not allowed"
    return "not yet known" if verdict == "unknown" else "not met"


def _gap_text(missing: Spans, window: Window) -> str:
    if missing.days == window.days:
        return "for the whole assignment"
    return either(
        (
            f"on {day_text(first)}"
            if first == last
            else f"from {day_text(first)} to {day_text(last)}"
            for first, last in missing.dates()
        ),
        "and",
    )
