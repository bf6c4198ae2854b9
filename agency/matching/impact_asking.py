"""What two rulebooks ask differently of one piece of work, before anybody is put to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from agency.rules.eligibility import NOBODY, UNKNOWN, UNMET, verdict_of
from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts
from agency.rules.requirements import coverage
from agency.rules.requisition import Requirement, requisition
from agency.rules.rulebook import NoRules, Rule, RuleBook
from agency.rules.spans import ALL_DAYS, NO_DAYS, Spans, Window

MATCHED, BLOCKED, NO_RULES = "matched", "blocked", "no_rules"


@dataclass(frozen=True)
class Asked:
    """What one rulebook asks: of people, as far as it decides, and of the work itself.

    ``allowed`` are the days on which no law refuses the work; none in a state without recorded
    rules. ``refusing`` are the requirements that do refuse it in the window. ``to_confirm`` is
    what must be asked of the client, as in `judge_work`.
    """

    outcome: str
    person: tuple[Requirement, ...]
    allowed: Spans
    refusing: tuple[Requirement, ...]
    to_confirm: tuple[Requirement, ...]

    def expressions(self) -> dict[Expression, Requirement]:
        """The requirements by what they ask; of two that ask the same, one counts."""
        return {one.expression: one for one in self.person}


@dataclass(frozen=True)
class Contrast:
    """What two rulebooks ask of one piece of work in a window.

    ``shared`` is what both ask of people; ``before`` and ``after`` are whole, and ``dropped`` and
    ``added`` what only one of them asks.
    """

    window: Window
    before: Asked
    after: Asked
    shared: tuple[Expression, ...]
    dropped: tuple[Requirement, ...]
    added: tuple[Requirement, ...]

    @property
    def of_people(self) -> bool:
        """Whether anything but a question to the client may come out otherwise."""
        return bool(self.dropped or self.added or self.before.outcome != self.after.outcome)

    @property
    def questions(self) -> tuple[Requirement, ...]:
        """What is to be asked of the client after the change and was not before."""
        known = {one.id for one in self.before.to_confirm}
        return tuple(one for one in self.after.to_confirm if one.id not in known)

    @property
    def settled(self) -> tuple[Requirement, ...]:
        """What needs to be asked of the client no more."""
        still = {one.id for one in self.after.to_confirm}
        return tuple(one for one in self.before.to_confirm if one.id not in still)


class Laws:
    """Two rulebooks, and what they ask of the same work."""

    def __init__(self, before: RuleBook, after: RuleBook) -> None:
        self.before, self.after = before, after
        self._differ: dict[tuple[str, str | None], bool] = {}

    def contrast(
        self, work: AssignmentFacts, window: Window, begins: int | None = None
    ) -> Contrast | None:
        """What is asked otherwise of ``work`` in ``window``; None if nothing that decides is.

        ``begins`` is the day from which the age of a credential is counted, if the work began
        before the window.
        """
        place = work.state, work.facility
        if place not in self._differ:
            self._differ[place] = _rules(self.before, *place) != _rules(self.after, *place)
        if not self._differ[place]:
            return None
        since = window.first if begins is None else begins
        asked = (_asked(work, window, since, book) for book in (self.before, self.after))
        found = _contrast(window, *asked)
        return found if found.of_people or found.questions or found.settled else None


def _rules(book: RuleBook, state: str, facility: str | None) -> tuple[Rule, ...] | None:
    try:
        return book.rules_of(state, facility)
    except NoRules:
        return None


def _asked(work: AssignmentFacts, window: Window, begins: int, book: RuleBook) -> Asked:
    try:
        asked = requisition(work, Window(begins, window.last), book)
    except NoRules:
        return Asked(NO_RULES, (), NO_DAYS, (), ())
    person = tuple(one for one in asked.person if one.decides)
    answers = [(one, coverage(one.expression, NOBODY, book)) for one in asked.work]
    verdicts = [(one, verdict_of(answer, window)) for one, answer in answers]
    refusing = tuple(one for one, verdict in verdicts if verdict == UNMET)
    unclear = [one for one, verdict in verdicts if verdict == UNKNOWN]
    return Asked(
        outcome=BLOCKED if refusing else MATCHED,
        person=person,
        allowed=reduce(Spans.__and__, (answer.possible for _, answer in answers), ALL_DAYS),
        refusing=refusing,
        to_confirm=(*unclear, *(one for one in person if one.undecided)),
    )


def _contrast(window: Window, before: Asked, after: Asked) -> Contrast:
    old, new = before.expressions(), after.expressions()
    return Contrast(
        window=window,
        before=before,
        after=after,
        shared=tuple(one for one in old if one in new),
        dropped=_without(old, new),
        added=_without(new, old),
    )


def _without(
    some: dict[Expression, Requirement], others: Iterable[Expression]
) -> tuple[Requirement, ...]:
    known = frozenset(others)
    return tuple(asked for expression, asked in some.items() if expression not in known)


def uncovered_from(days: Spans, window: Window) -> int | None:
    """The first day of ``window`` that is not among ``days``; None if all are."""
    if days.contains(window):
        return None
    until = days.holds_until(window.first)
    return window.first if until is None else until + 1
