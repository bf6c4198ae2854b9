"""What was recorded between two rulebooks, as far as it asks otherwise of one piece of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from agency.matching.impact_people import clauses
from agency.rules.expressions import YES, Expression
from agency.rules.facts import AssignmentFacts
from agency.rules.requisition import Requirement, requisition, window_of
from agency.rules.rulebook import NoRules, RuleBook
from agency.rules.spans import Spans, Window
from agency.standards.amendments import Amendment, amendments_between
from agency.standards.queries import rulebook_of

# What is asked under one id: on which days what, of the work or of people.
Text = frozenset[tuple[bool, Expression, Spans]]


class Amendments:
    """What was recorded since the rulebook ``before``, a fingerprint, as of ``day``."""

    def __init__(self, before: str, now: RuleBook, day: date) -> None:
        self._now, self._day = now, day
        self._before = rulebook_of(before)
        self._recorded = amendments_between(before, now.fingerprint)
        self.of = cache(self._of)

    @property
    def other_files(self) -> bool:
        """Whether the data files are others than before, so that what they say is not known."""
        return self._before is None

    def _of(self, work: AssignmentFacts) -> tuple[Amendment, ...]:
        """Those of which the old and the new text ask otherwise of ``work`` in its window.

        Where the data files are others, all that speak of its state, agency and facility.
        """
        found = tuple(one for one in self._recorded if one.speaks_of(work))
        if not found or self._before is None:
            return found
        window = window_of(work, self._day)
        before, now = (_texts(work, window, book) for book in (self._before, self._now))
        return tuple(one for one in found if before[one.rule_id] != now[one.rule_id])


def _texts(work: AssignmentFacts, window: Window, book: RuleBook) -> Mapping[str, Text]:
    """What decides in ``window``, by the id of any rule; nothing in a state without rules."""
    texts: defaultdict[str, Text] = defaultdict(frozenset)
    try:
        asked = requisition(work, window, book)
    except NoRules:
        return texts
    for one in (*asked.work, *asked.person):
        if one.decides:
            texts[one.id] |= frozenset(_text(one, window))
    return texts


def _text(asked: Requirement, window: Window) -> Iterator[tuple[bool, Expression, Spans]]:
    days: dict[Expression, list[Window]] = {}
    for part, on in clauses(asked.expression, window):
        if part != YES:
            days.setdefault(part, []).append(on)
    for part, windows in days.items():
        yield asked.about_the_work, part, Spans.of(windows)
