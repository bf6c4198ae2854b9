"""Placements that are confirmed or working: which ones a change of the rules breaks or heals.

Each is judged on the days it still has, by `agency.rules` alone, with itself left out of the days
that are taken. The age of a credential is counted from its own first day, even if that is past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce

from agency.matching.impact_asking import Asked, Contrast, Laws, uncovered_from
from agency.placements.busy import BusyPlacement
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, MET, UNKNOWN, verdict_of
from agency.rules.expressions import Expression
from agency.rules.facts import CandidateFacts
from agency.rules.requirements import coverage
from agency.rules.requisition import Requirement, window_of
from agency.rules.rulebook import RuleBook
from agency.rules.spans import ALWAYS, LAST_DAY, Coverage, Window

NEVER_UNCOVERED = LAST_DAY + 1
PLACEMENT_CHANGES = ("breaks", "heals", "lacks_more", "lacks_less")


@dataclass(frozen=True, slots=True)
class PlacementImpact:
    """What a change makes of one placement.

    ``before`` and ``after`` are the verdicts on all the days it still has. ``since`` is the first
    day that it is not covered by the new rules but by the old ones (``worse``), or the other way;
    on that day it ``breaks``, or would have, unless something else is missing by then: then the
    change does not decide. ``over`` are the requirements that make the difference.
    """

    placement: BusyPlacement
    before: str
    after: str
    worse: bool
    since: int
    decides: bool
    over: tuple[Requirement, ...]

    @property
    def change(self) -> str:
        """Whether it ``breaks`` or ``heals``; if not, that it ``lacks_more`` or ``lacks_less``."""
        if self.decides:
            return "breaks" if self.worse else "heals"
        return "lacks_more" if self.worse else "lacks_less"


@dataclass(frozen=True, slots=True)
class Answer:
    """On which days a placement is covered, and from when it is not, by one of the rulebooks."""

    whole: Coverage
    own: Coverage
    window: Window

    @property
    def verdict(self) -> str:
        found = verdict_of(self.whole, self.window)
        return {MET: ELIGIBLE, UNKNOWN: UNKNOWN}.get(found, INELIGIBLE)

    @property
    def gaps(self) -> tuple[int, int]:
        """The first day on which it is not known to be covered, and on which it cannot be."""
        return _gaps(self.whole, self.window)

    @property
    def own_gaps(self) -> tuple[int, int]:
        """The same, of what this rulebook alone asks."""
        return _gaps(self.own, self.window)


def differing(
    laws: Laws, placements: Iterable[BusyPlacement], day: date
) -> Iterator[tuple[BusyPlacement, Contrast]]:
    """The placements of whose people, or of whose work, something else is asked."""
    for one in placements:
        begins = one.work.starts_on.toordinal()
        contrast = laws.contrast(one.work, window_of(one.work, day), begins)
        if contrast is not None and contrast.of_people:
            yield one, contrast


def placement_impact(
    placement: BusyPlacement, contrast: Contrast, person: CandidateFacts, book: RuleBook
) -> PlacementImpact | None:
    """What the change makes of a placement; None if nothing."""
    window = contrast.window
    shared = _all(contrast.shared, person, book)
    before = _answer(contrast.before, contrast.dropped, shared, window, person, book)
    after = _answer(contrast.after, contrast.added, shared, window, person, book)
    decides = before.gaps != after.gaps
    old, new = (before.gaps, after.gaps) if decides else (before.own_gaps, after.own_gaps)
    if old == new:
        return None
    worse = new < old
    loser = contrast.after if worse else contrast.before
    asked = contrast.added if worse else contrast.dropped
    return PlacementImpact(
        placement=placement,
        before=before.verdict,
        after=after.verdict,
        worse=worse,
        since=next(min(pair) for pair in zip(old, new, strict=True) if pair[0] != pair[1]),
        decides=decides,
        over=(
            *loser.refusing,
            *(one for one in asked if _fails(one, window, person, book)),
        ),
    )


def _answer(
    asked: Asked,
    only: Iterable[Requirement],
    shared: Coverage,
    window: Window,
    person: CandidateFacts,
    book: RuleBook,
) -> Answer:
    own = _all((one.expression for one in only), person, book) & Coverage.certain(asked.allowed)
    return Answer(shared & own, own, window)


def _all(expressions: Iterable[Expression], person: CandidateFacts, book: RuleBook) -> Coverage:
    return reduce(Coverage.__and__, (coverage(one, person, book) for one in expressions), ALWAYS)


def _gaps(answer: Coverage, window: Window) -> tuple[int, int]:
    known, possible = (uncovered_from(days, window) for days in (answer.met, answer.possible))
    return known or NEVER_UNCOVERED, possible or NEVER_UNCOVERED


def _fails(asked: Requirement, window: Window, person: CandidateFacts, book: RuleBook) -> bool:
    return not coverage(asked.expression, person, book).met.contains(window)
