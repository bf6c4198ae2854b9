"""The open days of one requirement in a few words: short by 15 days, starts 14 days late.

Days that are surely not covered and days that are unknown are never counted together.
"""

from __future__ import annotations

from dataclasses import dataclass

from agency.rules.eligibility import UNKNOWN, Finding
from agency.rules.sentences import days_text

WHOLE, END, START, MIDDLE = "whole", "end", "start", "middle"


@dataclass(frozen=True, slots=True)
class Gap:
    """The first run of the days a row names: those not covered, or else those unknown.

    ``where`` is how it lies in the window: ``whole``, ``end``, ``start`` or ``middle``. ``more``
    counts the other runs of that kind and ``in_all`` the days of all of them; ``unknown`` counts
    the days that are unknown besides those not covered.
    """

    where: str
    first: int
    last: int
    more: int
    verdict: str
    in_all: int
    unknown: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1


def gap_of(finding: Finding) -> Gap | None:
    """The gap that a row names; of what is not covered, the days surely not covered come first.

    None where nothing is missing.
    """
    sure = finding.missing - finding.coverage.possible
    unknown = finding.missing & finding.coverage.possible
    named = sure or unknown
    if not named:
        return None
    first, last = next(iter(named))
    at_start, at_end = first == finding.window.first, last == finding.window.last
    where = WHOLE if at_start and at_end else END if at_end else START if at_start else MIDDLE
    more = len(list(named)) - 1
    besides = unknown.days if sure else 0
    return Gap(where, first, last, more, finding.verdict, named.days, besides)


def gap_words(gap: Gap) -> str:
    """As a row says it: ``Short by 15 days``, ``2 gaps, 9 days``; with ``, 48 unknown`` besides."""
    if gap.verdict == UNKNOWN:
        return f"{days_text(gap.in_all)} unknown"
    if gap.more:
        words = f"{gap.more + 1} gaps, {days_text(gap.in_all)}"
    else:
        words = {
            WHOLE: f"Not on {'the one day' if gap.days == 1 else 'any day'}",
            END: f"Short by {days_text(gap.days)}",
            START: f"Starts {days_text(gap.days)} late",
            MIDDLE: f"Gap of {days_text(gap.days)}",
        }[gap.where]
    return f"{words}, {gap.unknown} unknown" if gap.unknown else words
