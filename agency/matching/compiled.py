"""Everybody put to every assignment, compiled: `agency.matching.engine`, 64 candidates at once.

Needs the extra ``fast``. The answers are the same to the byte. Assignments are planned one by one
and put to the pool in batches, tile by tile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import islice
from typing import TypeGuard

from agency.matching.counted import Counted
from agency.matching.engine import Engine, Limits, Matched, Outcome, Work
from agency.matching.plans import Batch, Expressions, Plan
from agency.matching.pool import Pool, part_of
from agency.matching.putting import Put
from agency.matching.stock import near_enough
from agency.matching.tiles import Tile
from agency.rules.eligibility import judge_work
from agency.rules.facts import AssignmentFacts
from agency.rules.ranking import Scale
from agency.rules.requisition import Requisition, requisition, window_of
from agency.rules.rulebook import NoRules, RuleBook

# So many assignments make a batch; and so many batches are put to one tile before the next is
# made, for a pool of many keeps nothing of a tile that it has done with.
MOST_ASSIGNMENTS, MOST_BATCHES = 512, 16
# The columns of a tile fit the caches of a core; of so many candidates all tiles are kept.
TILE, MOST_KEPT = 1 << 16, 1 << 17


class CompiledEngine(Engine):
    """As `Engine`; an unbounded list, or a day in another century, is left to it."""

    foretells = False

    def __init__(self, pool: Pool, book: RuleBook, scale: Scale, day: date) -> None:
        super().__init__(pool, book, scale, day)
        self._expressions = Expressions()

    @cached_property
    def _kept(self) -> list[Tile]:
        return list(self._made())

    def _made(self) -> Iterator[Tile]:
        for start in range(0, max(len(self.pool), 1), TILE):
            part = part_of(self.pool, start, start + TILE)
            yield Tile(part, start, self.book, self.day)

    @property
    def _keeps(self) -> bool:
        """Whether what tiles have answered is kept at hand for other assignments."""
        return len(self.pool) <= MOST_KEPT

    def match(
        self,
        assignment: AssignmentFacts,
        placed: Collection[str],
        limits: Limits,
        requested: Requisition | None = None,
    ) -> Matched:
        plan = self._plan(assignment, placed, requested)
        if not self._tells(plan, limits):
            return super().match(assignment, placed, limits, requested)
        (matched,) = self._matched([plan], limits)
        return matched

    def match_all(self, works: Iterable[Work], limits: Limits) -> Iterator[Outcome]:
        """As `Engine.match_all`, many at once."""
        remaining = iter(works)
        together = MOST_ASSIGNMENTS * (1 if self._keeps else MOST_BATCHES)
        while some := list(islice(remaining, together)):
            plans = [self._plan_or_not(work) for work in some]
            matched = self._matched([one for one in plans if self._tells(one, limits)], limits)
            for work, plan in zip(some, plans, strict=True):
                if isinstance(plan, NoRules):
                    yield plan
                elif self._tells(plan, limits):
                    yield next(matched)
                else:
                    yield super().match(work.assignment, work.placed, limits)

    def _plan_or_not(self, work: Work) -> Plan | NoRules:
        try:
            return self._plan(work.assignment, work.placed)
        except NoRules as missing:
            return missing

    def _plan(
        self,
        assignment: AssignmentFacts,
        placed: Collection[str],
        requested: Requisition | None = None,
    ) -> Plan:
        window = window_of(assignment, self.day)
        requested = requested or requisition(assignment, window, self.book)
        work = judge_work(assignment, window, self.book, requested)
        return Plan(assignment, placed, window, requested.person, work)

    def _tells(self, plan: Plan | NoRules, limits: Limits) -> TypeGuard[Plan]:
        """Whether it can be told in short days, and by lists that have an end."""
        if isinstance(plan, NoRules) or limits.eligible is None or limits.near_misses is None:
            return False
        return near_enough(plan.window, self.day.toordinal(), self.scale.days_left_cap)

    def _matched(self, plans: list[Plan], limits: Limits) -> Iterator[Matched]:
        rooms = limits.eligible or 0, limits.near_misses or 0
        starts = range(0, len(plans), MOST_ASSIGNMENTS)
        day, scale = self.day.toordinal(), self.scale
        batches = [
            Put(Batch(plans[one : one + MOST_ASSIGNMENTS], self._expressions, day), rooms, scale)
            for one in starts
        ]
        for tile in self._kept if self._keeps else self._made():
            tile.make_room()
            for batch in batches:
                batch.to(tile)
        for batch in batches:
            for number, plan in enumerate(batch.batch.plans):
                yield _of_one(batch, number, plan)


def _of_one(made: Put, number: int, plan: Plan) -> Matched:
    """What one assignment of a batch comes to."""
    asked = made.batch.asked
    numbers = asked.number[slice(*asked.starts[number : number + 2])]
    eligible, unknown, near_misses, _, present, renewable, *_ = made.counts[number].tolist()
    all_eligible, all_scores = made.eligible(number)
    return Matched(
        assignment=plan.assignment,
        window=plan.window,
        work=plan.work,
        requirements=plan.requirements,
        eligible=eligible,
        unknown=unknown,
        ineligible=present - eligible - unknown,
        near_misses=near_misses,
        renewable=renewable,
        counted=_counted(made, number, plan),
        best=made.best.ranked(number, numbers),
        nearest=made.nearest.ranked(number, numbers),
        all_eligible=all_eligible,
        all_scores=all_scores,
        all_renewable=made.renewable(number),
    )


def _counted(made: Put, one: int, plan: Plan) -> Counted:
    """The same by requirement; what is personal keeps nobody out who is available."""
    asked = made.batch.asked
    here = slice(*asked.starts[one : one + 2])
    available = int(made.counts[one, 3])
    met, alone = {}, {}
    columns = asked.number[here], asked.personal[here], made.passing[here], made.alone[here]
    for number, personal, passing, lacking in zip(*(c.tolist() for c in columns), strict=True):
        id = plan.requirements[number].id
        met[id] = available if personal else passing
        alone[id] = lacking
    return Counted(available, met, alone)
