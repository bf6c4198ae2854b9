"""What assignments ask, as numbers that compiled code reads, whoever it may be put to."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from agency.matching import kernel_days
from agency.matching.counted import PERSONAL
from agency.matching.distances import Floats
from agency.matching.mixing import Words64
from agency.matching.tables import Bools, Index, Ints, Longs
from agency.rules import expressions as ask
from agency.rules.distance import Point
from agency.rules.eligibility import WorkJudgement
from agency.rules.expressions import Expression, Valid, leaves
from agency.rules.facts import AssignmentFacts
from agency.rules.ranking import prefix64, splitmix64
from agency.rules.requisition import Requirement
from agency.rules.spans import Window

NOT_SAID = -1
# Which days of an expression: those on which it is met, or may be; or would be met if every
# renewal on course were done.
MET, POSSIBLE, HOPED = range(3)
WHICH = 3
# Who they are is never a question of days.
PLAIN = (ask.Skilled, ask.Paid, ask.Works, ask.InRole, ask.InStanding)
NOWHERE = (np.nan, np.nan, np.nan)


@dataclass(frozen=True, slots=True)
class Plan:
    """One assignment and what it asks in its window; those ``placed`` on it are no pairs."""

    assignment: AssignmentFacts
    placed: Collection[str]
    window: Window
    requirements: tuple[Requirement, ...]
    work: WorkJudgement


class OfDays(NamedTuple):
    """The row of those who are covered by some days of an expression, which goes by its number, in
    a window counted from the day of the match.
    """

    number: int
    which: int
    first: int
    last: int


class OfWord(NamedTuple):
    """The row of those who have a word on one of their lists."""

    listed: str
    word: str


class OfPlace(NamedTuple):
    """The row of those who work where a place is or live near enough; or of those who may."""

    reach: ask.Reach
    may: bool


class CloseTo(NamedTuple):
    """The row of those who live so near to a place that it counts in their favour."""

    place: Point


class Pairs(NamedTuple):
    """The row of all but those who are placed; of nobody where the work is forbidden."""

    placed: frozenset[str]
    blocked: bool


Row = OfDays | OfWord | OfPlace | CloseTo | Pairs


class Expressions:
    """Every expression that was ever asked, by number."""

    def __init__(self) -> None:
        self.listed: list[Expression] = []
        self._number: dict[Expression, int] = {}
        self._renews: list[bool] = []

    def number(self, expression: Expression) -> int:
        number = self._number.get(expression)
        if number is None:
            number = self._number[expression] = len(self.listed)
            self.listed.append(expression)
            self._renews.append(any(isinstance(one, Valid) for one in leaves(expression)))
        return number

    def renews(self, number: int) -> bool:
        """Whether a renewal may make a difference to it."""
        return self._renews[number]


@dataclass(frozen=True, slots=True)
class Asked:
    """What decides, assignment by assignment, in order: the requirements of one begin at its place
    in ``starts``. Of each requirement its number among all that its assignment asks, whether it is
    personal, the rows of those who meet it, who may, who do as the work begins and who would if
    every renewal on course were done (`NOT_SAID` where that makes no difference), and its
    expression (`NOT_SAID` for a place). Of each assignment the row of those who are its pairs.
    """

    starts: Index
    number: Ints
    personal: Bools
    met: Longs
    possible: Longs
    begun: Longs
    hoped: Longs
    expression: Longs
    pairs: Longs


@dataclass(frozen=True, slots=True)
class Wishes:
    """What each assignment would like: the rows of skills, which begin at ``starts``, the pay in
    cents, the rows of the specialty and of those who live close (`NOT_SAID` where nothing is), the
    place, and what ties begin with.
    """

    starts: Index
    skills: Longs
    pay: Longs
    specialty: Longs
    close: Longs
    place: Floats
    tie_start: Words64


@dataclass(frozen=True, slots=True)
class Windows:
    """The first and the last day of each assignment, and until when the law allows it, counted
    from the day of the match.
    """

    first: Longs
    last: Longs
    allowed: Longs


@dataclass(frozen=True, slots=True)
class RowsOfDays:
    """All rows `OfDays` by their numbers ``at``: each of the ``kind`` of ``answers``, which are
    numbers of expressions and which of their days, in its window.
    """

    at: Longs
    answers: Sequence[tuple[int, int]]
    kind: Index
    first: Longs
    last: Longs


class Batch:
    """Some plans together, with every row of bits that they need, each once."""

    def __init__(self, plans: Sequence[Plan], expressions: Expressions, day: int) -> None:
        self.plans, self.expressions, self._day = plans, expressions, day
        self._rows: dict[Row, int] = {}
        self._decided: dict[tuple[int, int, int], tuple[int, int, int, int, int]] = {}
        self.asked = self._all_asked()
        self.wishes = self._all_wishes()
        self.windows = self._all_windows()
        self.days = self._all_days()

    def __len__(self) -> int:
        """How many rows it needs."""
        return len(self._rows)

    @cached_property
    def others(self) -> Sequence[tuple[int, OfWord | OfPlace | CloseTo | Pairs]]:
        """The rows that are not of days, in order, by number."""
        rows = enumerate(self._rows)
        return [(number, row) for number, row in rows if not isinstance(row, OfDays)]

    def _all_days(self) -> RowsOfDays:
        rows = enumerate(self._rows)
        said = [(number, *row) for number, row in rows if isinstance(row, OfDays)]
        at, number, which, first, last = np.array(said, np.int64).reshape(-1, 5).T.copy()
        kinds, kind = np.unique(number * WHICH + which, return_inverse=True)
        answers = [divmod(one, WHICH) for one in kinds.tolist()]
        return RowsOfDays(at, answers, kind, first, last)

    def _row(self, row: Row) -> int:
        return self._rows.setdefault(row, len(self._rows))

    def _all_asked(self) -> Asked:
        starts, numbers, personal = [0], array("i"), array("b")
        rows, pairs = array("q"), array("q")
        for plan in self.plans:
            first, last = plan.window.first - self._day, plan.window.last - self._day
            for number, one in enumerate(plan.requirements):
                if one.effect == "require":
                    numbers.append(number)
                    personal.append(one.id in PERSONAL)
                    rows.extend(self._about(one.expression, first, last))
            starts.append(len(numbers))
            pairs.append(self._row(Pairs(frozenset(plan.placed), plan.work.blocked)))
        met, possible, begun, hoped, expression = np.array(rows).reshape(-1, 5).T.copy()
        return Asked(
            np.array(starts),
            np.array(numbers, np.int32),
            np.array(personal, np.bool_),
            *(met, possible, begun, hoped, expression),
            np.array(pairs),
        )

    def _about(self, one: Expression, first: int, last: int) -> tuple[int, int, int, int, int]:
        """The four rows of a requirement, and the number of its expression."""
        if isinstance(one, ask.Reach):
            met, possible = (self._row(OfPlace(one, may)) for may in (False, True))
            return met, possible, NOT_SAID, NOT_SAID, NOT_SAID
        if isinstance(one, PLAIN):
            first = last = 0
        number = self.expressions.number(one)
        key = number, first, last
        if key not in self._decided:
            self._decided[key] = self._rows_of(number, first, last)
        return self._decided[key]

    def _rows_of(self, number: int, first: int, last: int) -> tuple[int, int, int, int, int]:
        row, begun, hoped = self._row, NOT_SAID, NOT_SAID
        met, possible = (row(OfDays(number, which, first, last)) for which in (MET, POSSIBLE))
        if self.expressions.renews(number):
            begun = row(OfDays(number, MET, first, first))
            hoped = row(OfDays(number, HOPED, first, last))
        return met, possible, begun, hoped, number

    def _all_wishes(self) -> Wishes:
        starts, skills = [0], array("q")
        said: list[tuple[int, int, int]] = []
        places: list[tuple[float, float, float]] = []
        ties: list[int] = []
        mixed = splitmix64(self._day)
        for plan in self.plans:
            work = plan.assignment
            skills.extend(self._row(OfWord("skills", word)) for word in work.preferred_skills)
            starts.append(len(skills))
            pay = NOT_SAID if work.pay_cents is None else work.pay_cents
            knows = NOT_SAID
            if work.specialty is not None:
                knows = self._row(OfWord("specialties", work.specialty))
            place, close = NOWHERE, NOT_SAID
            if work.place:
                place = work.place.x, work.place.y, work.place.z
                close = self._row(CloseTo(work.place))
            said.append((pay, knows, close))
            places.append(place)
            ties.append(splitmix64(mixed ^ prefix64(work.ref)))
        pays, specialties, closes = np.array(said, np.int64).reshape(-1, 3).T.copy()
        return Wishes(
            np.array(starts),
            np.array(skills, np.int64),
            *(pays, specialties, closes),
            np.array(places, np.float64).reshape(-1, 3),
            np.array(ties, np.uint64),
        )

    def _all_windows(self) -> Windows:
        days = [
            (plan.window.first, plan.window.last, plan.work.allowed.holds_until(plan.window.first))
            for plan in self.plans
        ]
        first, last, allowed = (
            np.array([(first, last, until or 0) for first, last, until in days], np.int64)
            .reshape(-1, 3)
            .T
            - self._day
        )
        return Windows(first.copy(), last.copy(), np.maximum(allowed, kernel_days.NEVER))
