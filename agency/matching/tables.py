"""Days of a whole pool at once: the algebra of `agency.rules.spans`, in columns.

What a requirement answers for the pool is either a `Mask` (always or never, by candidate) or a
`Table` of intervals. Both say who is covered in a window, and until when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from agency.matching import speed
from agency.rules.spans import FIRST_DAY, LAST_DAY, Window

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Index = npt.NDArray[np.int64]

# A day needs 22 bits; the candidate's index stands above them, so one sort orders both.
DAY_BITS = 22
# A table with rows for fewer than one candidate in so many is asked row by row.
SPARSE = 8


class Days(Protocol):
    """For each candidate of the pool a set of days."""

    @property
    def nbytes(self) -> int:
        """How much memory it takes once it has been asked, at most."""

    def within(self, window: Window) -> Bools:
        """Who is covered on every day of ``window``, by candidate."""

    def until(self, day: int, of: Index) -> Ints:
        """For each candidate in ``of`` the last day of the interval around ``day``, else 0."""

    def table(self) -> Table:
        """The same days as intervals."""


@dataclass(frozen=True)
class Mask:
    """Every day for some candidates and none for the others."""

    who: Bools

    @property
    def nbytes(self) -> int:
        return self.who.nbytes

    @cached_property
    def everybody(self) -> bool:
        return bool(self.who.all())

    def within(self, window: Window) -> Bools:
        return self.who

    def until(self, day: int, of: Index) -> Ints:
        return np.where(self.who[of], np.int32(LAST_DAY), np.int32(0))

    def table(self) -> Table:
        candidate = np.flatnonzero(self.who).astype(np.int32)
        firsts = np.full(len(candidate), FIRST_DAY, np.int32)
        return Table(candidate, firsts, np.full(len(candidate), LAST_DAY, np.int32), len(self.who))


@dataclass(frozen=True)
class Table:
    """Rows of (candidate, first day, last day) of a pool of ``size``: sorted and disjoint."""

    candidate: Ints
    first: Ints
    last: Ints
    size: int

    def __len__(self) -> int:
        return len(self.candidate)

    @property
    def nbytes(self) -> int:
        spread = 0 if self.is_sparse else 2 * self.first.itemsize * self.size
        return 3 * self.first.nbytes + spread + len(self)

    def table(self) -> Table:
        return self

    def within(self, window: Window) -> Bools:
        if self.is_sparse:
            return self._listed(window.first, window.last)
        covered = self.main_first <= window.first
        covered &= self.main_last >= window.last
        if len(self.others):
            covered |= self.others._listed(window.first, window.last)
        return covered

    def until(self, day: int, of: Index) -> Ints:
        if self.is_sparse:
            return self._listed_until(day)[of]
        first, last = self.main_first[of], self.main_last[of]
        until = np.where((first <= day) & (last >= day), last, np.int32(0))
        if len(self.others):
            np.maximum(until, self.others._listed_until(day)[of], out=until)
        return until

    def at(self, these: Index | Bools) -> Table:
        """Only the rows of those positions, in that order."""
        return Table(self.candidate[these], self.first[these], self.last[these], self.size)

    def clipped(self, first: int, last: int) -> Table:
        """Only the days from ``first`` through ``last``."""
        begins, ends = np.maximum(self.first, first), np.minimum(self.last, last)
        kept = begins <= ends
        return Table(
            self.candidate[kept],
            begins[kept].astype(np.int32),
            ends[kept].astype(np.int32),
            self.size,
        )

    @property
    def is_sparse(self) -> bool:
        return len(self) * SPARSE < self.size

    def _listed(self, first: int, last: int) -> Bools:
        covered = np.zeros(self.size, np.bool_)
        covered[self.candidate[(self.first <= first) & (self.last >= last)]] = True
        return covered

    def _listed_until(self, day: int) -> Ints:
        until = np.zeros(self.size, np.int32)
        around = (self.first <= day) & (self.last >= day)
        until[self.candidate[around]] = self.last[around]
        return until

    @cached_property
    def _is_main(self) -> Bools:
        """The last interval of each candidate: the one that future windows fall into."""
        return np.append(np.diff(self.candidate) > 0, True)[: len(self)]

    @cached_property
    def main_first(self) -> Ints:
        return self._spread(self.first, LAST_DAY)

    @cached_property
    def main_last(self) -> Ints:
        return self._spread(self.last, FIRST_DAY - 1)

    @cached_property
    def others(self) -> Table:
        return self.at(~self._is_main)

    def _spread(self, column: Ints, without: int) -> Ints:
        spread = np.full(self.size, without, np.int32)
        spread[self.candidate[self._is_main]] = column[self._is_main]
        return spread


def nobody(size: int) -> Table:
    """No day for any candidate."""
    none = np.empty(0, np.int32)
    return Table(none, none, none, size)


def rows(
    candidate: npt.ArrayLike,
    first: npt.ArrayLike,
    last: npt.ArrayLike,
    size: int,
    chosen: Bools | None = None,
) -> Table:
    """A table of the rows given, or of those ``chosen``, merged; a row that ends before it begins
    is empty.
    """
    people = np.asarray(candidate, np.int32)
    begins, ends = np.asarray(first, np.int32), np.asarray(last, np.int32)
    if chosen is None:
        chosen = np.ones(len(people), np.bool_)
    if speed.in_use():
        return Table(*_joined(people, begins, ends, chosen), size)
    table = Table(people, begins, ends, size).at(chosen & (begins <= ends))
    if bool(np.all(np.diff(table.candidate) > 0)):
        return table
    return union([table])


def _joined(people: Ints, begins: Ints, ends: Ints, chosen: Bools) -> tuple[Ints, Ints, Ints]:
    """Compiled: the rows of each candidate by themselves, put into her order if need be."""
    kernel = speed.load()
    made = [np.empty(len(people), np.int32) for _ in range(3)]
    length = kernel.merge(chosen, people, begins, ends, *made)
    if length < 0:
        order = np.argsort(people, kind="stable")
        length = kernel.merge(chosen[order], people[order], begins[order], ends[order], *made)
    joined_people, joined_begins, joined_ends = (column[:length].copy() for column in made)
    return joined_people, joined_begins, joined_ends


def since(days: Ints) -> Table:
    """From each candidate's day on; a day after the end of time is never."""
    people = np.arange(len(days), dtype=np.int32)
    return rows(people, days, np.full(len(days), LAST_DAY, np.int32), len(days))


def at_least(count: int, tables: Sequence[Table]) -> Table:
    """The days on which at least ``count`` of the rows of ``tables`` lie, merged.

    With 1 it is the union; with the number of tables, the intersection.
    """
    return Table(*(_merged if speed.in_use() else _counted)(count, tables), tables[0].size)


def _merged(count: int, tables: Sequence[Table]) -> tuple[Ints, Ints, Ints]:
    """Compiled: the rows of each candidate by themselves, for all tables are in her order."""
    kernel = speed.load()
    columns = [
        np.concatenate([getattr(table, name) for table in tables])
        for name in ("candidate", "first", "last")
    ]
    starts = np.cumsum([0, *map(len, tables)])
    made = [np.empty_like(column) for column in columns]
    length = kernel.at_least(*columns, starts, count, *made)
    people, begins, ends = (column[:length].copy() for column in made)
    return people, begins, ends


def _counted(count: int, tables: Sequence[Table]) -> tuple[Ints, Ints, Ints]:
    """Every row opens on its first day and shuts on the day after its last; a running sum counts
    the open ones.
    """
    candidate = np.concatenate([table.candidate for table in tables]).astype(np.int64)
    opens = (candidate << DAY_BITS) | np.concatenate([table.first for table in tables])
    shuts = (candidate << DAY_BITS) + np.concatenate([table.last for table in tables]) + 1
    moments, steps = _summed(
        np.concatenate([opens, shuts]),
        np.concatenate([np.ones(len(opens), np.int32), np.full(len(shuts), -1, np.int32)]),
    )
    enough = np.cumsum(steps) >= count
    turns = np.flatnonzero(np.diff(enough, prepend=False))
    begins, ends = moments[turns[0::2]], moments[turns[1::2]] - 1
    mask = (1 << DAY_BITS) - 1
    return (
        (begins >> DAY_BITS).astype(np.int32),
        (begins & mask).astype(np.int32),
        (ends & mask).astype(np.int32),
    )


def _summed(moments: Longs, steps: Ints) -> tuple[Longs, Ints]:
    """The steps added up by moment, so that days that touch leave no gap between them."""
    order = np.argsort(moments, kind="stable")
    moments, steps = moments[order], steps[order]
    firsts = np.flatnonzero(np.diff(moments, prepend=-1))
    if not len(firsts):
        return moments, steps
    return moments[firsts], np.add.reduceat(steps, firsts)


def union(tables: Sequence[Table]) -> Table:
    return at_least(1, tables)


def intersection(tables: Sequence[Table]) -> Table:
    return at_least(len(tables), tables)


def complement(table: Table) -> Table:
    """Every other day of each candidate."""
    size = table.size
    everybody = np.arange(size, dtype=np.int32)
    candidate = np.concatenate([everybody, table.candidate])
    firsts = np.concatenate([np.full(size, FIRST_DAY, np.int32), table.last + 1])
    lasts = np.concatenate([table.first - 1, np.full(size, LAST_DAY, np.int32)])
    ends_of = np.concatenate([table.candidate, everybody])
    by_first = np.lexsort((firsts, candidate))
    by_last = np.lexsort((lasts, ends_of))
    begins, ends = firsts[by_first], lasts[by_last]
    kept = begins <= ends
    return Table(candidate[by_first][kept], begins[kept], ends[kept], size)
