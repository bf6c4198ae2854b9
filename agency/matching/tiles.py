"""A part of the pool, small enough for the caches of a processor, and what it has answered."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np

from agency.matching import kernel
from agency.matching.columns import Columns
from agency.matching.mixing import Words64
from agency.matching.plans import HOPED, MET, POSSIBLE
from agency.matching.pool import Pool
from agency.matching.renewals import renewed
from agency.matching.rows import BLANK
from agency.matching.stock import Days, Stock
from agency.matching.tables import Bools, Index, Mask
from agency.rules.expressions import Expression
from agency.rules.rulebook import RuleBook

# Nothing is nearer to a place than this squared chord.
NOWHERE = -1.0
ROUNDING = 1e-9
# Whoever keeps more than this forgets it before the next batch.
MOST_BYTES = 128 << 20


def packed(who: Bools, words: int) -> Words64:
    """A bit for each candidate."""
    row = np.zeros(words, np.uint64)
    bits = np.packbits(who, bitorder="little")
    row.view(np.uint8)[: len(bits)] = bits
    return row


class Homes:
    """Where candidates live, ordered by one coordinate, so that few are asked of any place.

    Those whose home is not known are left out; ``reach`` is the squared chord that each travels.
    """

    def __init__(self, pool: Pool, travels: Bools) -> None:
        known = np.flatnonzero(~np.isnan(pool.home[:, 0]))
        self.order: Index = known[np.argsort(pool.home[known, 0], kind="stable")]
        self.points = np.ascontiguousarray(pool.home[self.order].T)
        self.reach = np.where(travels, pool.reach, NOWHERE)[self.order]

    def farthest(self, limit: float) -> float:
        """By how much a coordinate of a place differs at most from that of the home of somebody
        who reaches it, or to whom it is nearer than the squared chord ``limit``.
        """
        return float(np.sqrt(max(limit, self.reach.max(initial=NOWHERE)))) * (1 + ROUNDING)


class Tile:
    """Some candidates of a pool, the first of whom is the one at ``start`` of it."""

    def __init__(self, pool: Pool, start: int, book: RuleBook, day: date) -> None:
        self.pool, self.start = pool, start
        self._book, self._day = book, day
        self._columns = Columns(pool, book)
        self.words = max(-(-len(pool) // kernel.WORD), 1)
        self.travels: Bools = pool.max_travel != BLANK
        self.lost: Bools = self.travels & np.isnan(pool.home[:, 0])
        self.homes = Homes(pool, self.travels)
        self.people = pool.home, pool.min_pay, pool.completed, pool.prefixes, start
        self.everybody = np.ones(len(pool), np.bool_)
        self._forget()

    def make_room(self) -> None:
        """Forget what was answered if it takes too much memory."""
        masks = len(self._masks) * (len(self.pool) + 8 * self.words)
        if self._stock.nbytes + masks > MOST_BYTES:
            self._forget()

    def _forget(self) -> None:
        self._stock = Stock(len(self.pool), self._day.toordinal())
        self._days: Days | None = None
        self._answers: dict[tuple[int, int], Bools | int] = {}
        self._masks: dict[int, tuple[Bools, Words64, bool]] = {}

    @cached_property
    def _hoped(self) -> Columns:
        """The answers if every renewal that is on course were done."""
        return Columns(renewed(self.pool, self._day, self._book), self._book)

    def mask(self, who: Bools) -> tuple[Words64, bool]:
        """The bits of those in ``who``, made once for as long as there is room, and whether they
        are everybody.
        """
        found = self._masks.get(id(who))
        if found is None:
            found = self._masks[id(who)] = self._mask(who)
        return found[1:]

    def _mask(self, who: Bools) -> tuple[Bools, Words64, bool]:
        # Who they are is kept, too, lest another should come to have its id.
        return who, packed(who, self.words), bool(who.all())

    def answer(self, expression: Expression, number: int, which: int) -> Bools | int:
        """Some of the days of an expression: by number in `days`, or a plain yes or no of each."""
        found = self._answers.get((number, which))
        if found is None:
            found = self._answers[number, which] = self._answer(expression, number, which)
        return found

    def _answer(self, expression: Expression, number: int, which: int) -> Bools | int:
        cover = (self._hoped if which == HOPED else self._columns).cover(expression)
        if which == POSSIBLE and cover.possible is cover.met:
            return self.answer(expression, number, MET)
        days = cover.possible if which == POSSIBLE else cover.met
        if isinstance(days, Mask):
            return days.who
        self._days = None
        return self._stock.add(days.table())

    @property
    def days(self) -> Days:
        """All days that answers were given as."""
        if self._days is None:
            self._days = self._stock.days()
        return self._days
