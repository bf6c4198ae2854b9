"""The open days of one requirement in a few words: short by 15 days, starts 14 days late."""

from __future__ import annotations

from dataclasses import dataclass

from agency.rules.eligibility import UNKNOWN, Finding
from agency.rules.sentences import days_text

WHOLE, END, START, MIDDLE = "whole", "end", "start", "middle"


@dataclass(frozen=True, slots=True)
class Gap:
    """The first run of days that are not known to be covered; ``more`` counts the other runs.

    ``where`` is how it lies in the window: ``whole``, ``end``, ``start`` or ``middle``.
    """

    where: str
    first: int
    last: int
    more: int
    verdict: str

    @property
    def days(self) -> int:
        return self.last - self.first + 1


def gap_of(finding: Finding) -> Gap | None:
    """The gap that a row names; of what is not covered, the days surely not covered come first.

    None where nothing is missing.
    """
    sure = finding.missing - finding.coverage.possible
    unknown = finding.missing & finding.coverage.possible
    runs = [*sure, *unknown]
    if not runs:
        return None
    first, last = runs[0]
    at_start, at_end = first == finding.window.first, last == finding.window.last
    where = WHOLE if at_start and at_end else END if at_end else START if at_start else MIDDLE
    return Gap(where, first, last, len(runs) - 1, finding.verdict)


def gap_words(gap: Gap) -> str:
    """As a row says it: ``Short by 15 days``; with ``+1 more`` where there are more gaps."""
    days = days_text(gap.days)
    if gap.verdict == UNKNOWN:
        words = f"{days} unknown"
    else:
        words = {
            WHOLE: f"Not on {'the one day' if gap.days == 1 else 'any day'}",
            END: f"Short by {days}",
            START: f"Starts {days} late",
            MIDDLE: f"Gap of {days}",
        }[gap.where]
    return f"{words} +{gap.more} more" if gap.more > 0 else words
