"""The smallest sets of changes that would make a pair eligible.

All sets of at most three steps that are sufficient and minimal: with the set the judge says
eligible, and with one member less, the others as they are, it does not. Moving the start and the
end take the least value that works together with the rest of the set.

Steps of a person only ever add days, so a requirement's coverage under a set of steps is found
once for those that touch it, and a set is tried by intersecting days, not by judging anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from agency.rules import expressions as ask
from agency.rules.eligibility import Assessment, ages, assess, judge_work
from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.proposals import leaves_in_reach, proposals
from agency.rules.records import reads
from agency.rules.requirements import coverage
from agency.rules.requisition import Requirement, requisition
from agency.rules.rulebook import RuleBook
from agency.rules.situation import Situation
from agency.rules.spans import NO_DAYS, Spans, Window
from agency.rules.steps import (
    WORK,
    Attest,
    DocumentCredential,
    DocumentRecord,
    Obtain,
    PutOnFile,
    RaisePay,
    Renew,
    ShiftStart,
    Shorten,
    Step,
    Train,
    Verify,
    applied,
)

MOST_STEPS = 3
NOT_YET, TOO_LATE = "not_yet", "cannot_clear_in_time"

Chosen = frozenset[int]


@dataclass(frozen=True, slots=True)
class Remedy:
    """One set of steps, and the days of work as they are with it.

    ``needed`` has, for each step, the first day of work that is not covered without it.
    """

    steps: tuple[Step, ...]
    window: Window
    needed: tuple[int, ...]

    @property
    def ready_on(self) -> date | None:
        """The day on which all have taken effect; None where nobody has said how long one takes."""
        days = [step.ready_on for step in self.steps]
        return None if None in days else max(day for day in days if day)

    @property
    def cost(self) -> Decimal | None:
        """What is known of its price, in dollars; None where nothing is."""
        known = [step.cost for step in self.steps if step.cost is not None]
        return sum(known, Decimal(0)) if known else None


def remedies(
    candidate: CandidateFacts,
    assignment: AssignmentFacts,
    book: RuleBook,
    day: date,
    keeps_percent: int,
    assessment: Assessment | None = None,
) -> tuple[Remedy, ...]:
    """All remedies of a pair as of ``day``: the fewest steps first; then those whose time is known,
    that leave the work as it is, and that are ready soonest.

    A shortened assignment keeps at least ``keeps_percent`` of 100 of its days. None are needed by
    an eligible pair. ``assessment`` is the judgement on the pair, if it is at hand. Raises Ended
    and NoRules as `assess` does.
    """
    judged = assessment or assess(candidate, assignment, book, day)
    if not judged.not_met and not judged.work.blocked:
        return ()
    search = _Search(candidate, assignment, book, day, judged.window, keeps_percent)
    return tuple(sorted(search.found(), key=_order))


def ready_on(found: tuple[Remedy, ...]) -> date | None:
    """The day on which the quickest remedy has taken effect, as far as lead times are known."""
    return min((one.ready_on for one in found if one.ready_on), default=None)


def outlook(assessment: Assessment, found: tuple[Remedy, ...]) -> str | None:
    """Whether a pair that is not eligible can clear before the work begins.

    None for an eligible pair, and where only remedies of which nobody knows how long they take
    could be in time.
    """
    if not assessment.not_met and not assessment.work.blocked:
        return None
    ready = ready_on(found)
    if ready and ready.toordinal() <= assessment.window.first:
        return NOT_YET
    return None if any(one.ready_on is None for one in found) else TOO_LATE


def _order(remedy: Remedy) -> tuple[object, ...]:
    return (
        len(remedy.steps),
        remedy.ready_on is None,
        sum(step.kind in WORK for step in remedy.steps),
        remedy.ready_on or date.max,
        remedy.window.first,
        -remedy.window.last,
        remedy.cost or Decimal(0),
        [(step.kind, step.about) for step in remedy.steps],
    )


class _Search:
    """The steps there are, what each touches, and the days that any set of them covers."""

    def __init__(
        self,
        candidate: CandidateFacts,
        assignment: AssignmentFacts,
        book: RuleBook,
        day: date,
        window: Window,
        keeps_percent: int,
    ) -> None:
        self.candidate, self.assignment, self.book, self.day = candidate, assignment, book, day
        self.window = window
        self.least_days = -(-window.days * keeps_percent // 100)
        asked = requisition(assignment, window, book)
        self.allowed = judge_work(assignment, window, book, asked).allowed
        self.asked = [one for one in asked.person if one.decides]
        self.steps = proposals(self.asked, Situation(candidate, day, window, book))
        self.touching = [self._touching(one) for one in self.asked]
        self._met: dict[tuple[int, int, Chosen], Spans] = {}

    def _touching(self, requirement: Requirement) -> Chosen:
        """The numbers of the steps that may change what it answers."""
        leaves = list(leaves_in_reach(requirement.expression))
        return frozenset(
            number
            for number, step in enumerate(self.steps)
            if any(touches(step, leaf) for leaf in leaves)
        )

    # What a set covers

    def met(self, place: int, chosen: Chosen, first: int) -> Spans:
        """The days that requirement ``place`` is met, put to work that begins on ``first``."""
        key = (place, first if self._aging[place] else self.window.first, chosen)
        if key not in self._met:
            self._met[key] = self._meets(place, chosen, key[1])
        return self._met[key]

    def _meets(self, place: int, chosen: Chosen, first: int) -> Spans:
        steps = self._taken(chosen, first)
        candidate, work = applied(steps, self.candidate, self.assignment)
        expression = self._expression(place, work, first)
        return coverage(expression, candidate, self.book).met

    def _expression(self, place: int, work: AssignmentFacts, first: int) -> Expression:
        asked = self.asked[place]
        if work is self.assignment and first == self.window.first:
            return asked.expression
        there = requisition(work, self.window.starting(first), self.book).person
        same = (one.expression for one in there if one.decides and one.id == asked.id)
        return next(same, ask.YES)

    def covered(self, chosen: Chosen, first: int) -> Spans:
        """The days on which everything is met, of work that begins on ``first``."""
        days = self.allowed
        for place in self._in_order:
            days &= self.met(place, chosen & self.touching[place], first)
            if not days:
                return NO_DAYS
        return days

    @cached_property
    def _in_order(self) -> list[int]:
        """The requirements, those first that are lacking."""
        places = range(len(self.asked))
        return sorted(places, key=lambda place: self._is_met(place, frozenset()))

    def _is_met(self, place: int, chosen: Chosen) -> bool:
        chosen &= self.touching[place]
        return self.met(place, chosen, self.window.first).contains(self.window)

    # The sets

    def found(self) -> Iterator[Remedy]:
        """Every remedy, in no particular order."""
        if not self._hopeful:
            return
        yield from (self._remedy(chosen, self.window) for chosen in self._as_it_is())
        for chosen in self._subsets(MOST_STEPS - 1, self._useful):
            yield from self._ended_early(chosen)
        for chosen in self._subsets(MOST_STEPS - 1, range(len(self.steps))):
            if all(chosen & touching for touching in self._never_long_enough):
                yield from self._moved(chosen)

    @cached_property
    def _hopeful(self) -> bool:
        """Whether all steps together leave days enough in a row for anything to work."""
        everything = frozenset(range(len(self.steps)))
        days = self.covered(everything, self.window.first)
        return days.earliest(self._least) is not None

    @cached_property
    def _never_long_enough(self) -> list[Chosen]:
        """The steps that touch each requirement which no later start alone meets long enough."""
        first = self.window.first
        return [
            touching
            for place, touching in enumerate(self.touching)
            if self.met(place, frozenset(), first).earliest(self._least) is None
        ]

    @property
    def _least(self) -> Window:
        """The shortest work that may be offered, from the first day on."""
        return Window(self.window.first, self.window.first + self.least_days - 1)

    @cached_property
    def _lacking(self) -> list[int]:
        return [place for place in self._in_order if not self._is_met(place, frozenset())]

    @cached_property
    def _useful(self) -> list[int]:
        """The steps that touch something lacking."""
        touching = (self.touching[place] for place in self._lacking)
        return sorted(frozenset().union(*touching))

    def _subsets(self, most: int, of: range | list[int]) -> Iterator[Chosen]:
        for size in range(most + 1):
            yield from map(frozenset, combinations(of, size))

    def _as_it_is(self) -> list[Chosen]:
        """The minimal sets with which the work is covered as it is planned."""
        found: list[Chosen] = []
        if not self.allowed.contains(self.window):
            return found
        for chosen in self._subsets(MOST_STEPS, self._useful):
            if any(smaller <= chosen for smaller in found):
                continue
            if all(chosen & self.touching[place] for place in self._lacking) and all(
                self._is_met(place, chosen) for place in self._lacking
            ):
                found.append(chosen)
        return found

    def _ended_early(self, chosen: Chosen) -> Iterator[Remedy]:
        first, last = self.window
        until = self.covered(chosen, first).holds_until(first)
        if until is None or until >= last or until < self._least.last:
            return
        window = Window(first, until)
        if self._is_minimal(chosen, window):
            yield self._remedy(chosen, window)

    def _moved(self, chosen: Chosen) -> Iterator[Remedy]:
        """Begun later, and as long; or with one step fewer, begun later and ended earlier."""
        lengths = [self.window.days]
        if len(chosen) <= MOST_STEPS - 2 and self.least_days < self.window.days:
            lengths.append(self.least_days)
        for length in lengths:
            window = self._earliest(chosen, length)
            if window is None or window.first == self.window.first:
                continue
            short = window.days < self.window.days
            if short == (length < self.window.days) and self._is_minimal(chosen, window):
                yield self._remedy(chosen, window)

    def _earliest(self, chosen: Chosen, length: int) -> Window | None:
        """The first run of at least ``length`` covered days, of which as many as planned are used.

        Where the age of a credential counts, a later start asks more, never less, so that the
        search only moves forward.
        """
        first = self.window.first
        while True:
            days = self.covered(chosen, first)
            start = days.earliest(Window(first, first + length - 1))
            if start is None:
                return None
            if start == first or not any(self._aging):
                until = days.holds_until(start)
                assert until is not None
                return Window(start, min(until, start + self.window.days - 1))
            first = start

    @cached_property
    def _aging(self) -> list[bool]:
        """Of each requirement, whether it asks more of a later start."""
        return [ages(one.expression) for one in self.asked]

    def _is_minimal(self, chosen: Chosen, window: Window) -> bool:
        """Whether no member can be spared while the work is moved to ``window``."""
        return not any(
            self.covered(chosen - {one}, window.first).contains(window) for one in chosen
        )

    def _remedy(self, chosen: Chosen, window: Window) -> Remedy:
        steps = [*self._taken(chosen, window.first), *self._moves(window)]
        needed = [self._needed(chosen - {one}, window) for one in sorted(chosen)]
        moves = [window.first] * (len(steps) - len(needed))
        return Remedy(tuple(steps), window, (*needed, *moves))

    def _needed(self, without: Chosen, window: Window) -> int:
        """The first day of ``window`` that is not covered ``without`` the one step."""
        missing = Spans.of([window]) - self.covered(without, window.first)
        return next(iter(missing))[0]

    def _taken(self, chosen: Chosen, first: int) -> list[Step]:
        """The steps as they are taken for work that begins on ``first``."""
        start = date.fromordinal(first)
        return [self.steps[number].starting(start) for number in sorted(chosen)]

    def _moves(self, window: Window) -> Iterator[Step]:
        later = window.first - self.window.first
        if later:
            start = date.fromordinal(window.first)
            yield ShiftStart(effective=self.day, days=later, starts_on=start)
        shorter = self.window.days - window.days
        if shorter:
            yield Shorten(effective=self.day, days=shorter)


def touches(step: Step, leaf: Expression) -> bool:
    """Whether ``step`` changes what ``leaf`` asks of."""
    match step:
        case (
            Verify(credential=held)
            | DocumentCredential(credential=held)
            | Renew(credential=held)
            | Obtain(credential=held)
        ):
            return isinstance(leaf, ask.Valid) and held.code in leaf.codes
        case DocumentRecord(record=record) | PutOnFile(record=record) | Train(record=record):
            return reads(leaf, record)
        case Attest():
            return isinstance(leaf, ask.Adult)
        case RaisePay():
            return isinstance(leaf, ask.Paid)
    return False
