"""Intervals of days for a whole pool at once: the algebra of `agency.rules.spans`, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from agency.rules.spans import FIRST_DAY, LAST_DAY

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# A day needs 22 bits; the candidate's index stands above them, so one sort orders both.
DAY_BITS = 22


@dataclass(frozen=True)
class Table:
    """Rows of (candidate index, first day, last day); after `merged` sorted and disjoint."""

    candidate: Ints
    first: Ints
    last: Ints

    def __len__(self) -> int:
        return len(self.candidate)

    @cached_property
    def constant(self) -> bool:
        """Whether every row runs from the beginning to the end of time."""
        return bool(np.all(self.first == FIRST_DAY) and np.all(self.last == LAST_DAY))

    def reach(self, first: int, size: int) -> Ints:
        """For each of ``size`` candidates the last day of the interval around ``first``, else 0."""
        around = (self.first <= first) & (self.last >= first)
        reach = np.zeros(size, np.int32)
        reach[self.candidate[around]] = self.last[around]
        return reach

    def clipped(self, first: int, last: int) -> Table:
        """Only the days from ``first`` through ``last``."""
        begins, ends = np.maximum(self.first, first), np.minimum(self.last, last)
        kept = begins <= ends
        return Table(self.candidate[kept], begins[kept], ends[kept])


def rows(candidate: npt.ArrayLike, first: npt.ArrayLike, last: npt.ArrayLike) -> Table:
    """A table of the rows given, merged; a row that ends before it begins is empty."""
    begins, ends = np.asarray(first, np.int32), np.asarray(last, np.int32)
    kept = begins <= ends
    people = np.asarray(candidate, np.int32)
    return at_least(1, [Table(people[kept], begins[kept], ends[kept])])


def people(mask: Bools) -> Table:
    """Every day for those of the mask."""
    candidate = np.flatnonzero(mask).astype(np.int32)
    return Table(
        candidate,
        np.full(len(candidate), FIRST_DAY, np.int32),
        np.full(len(candidate), LAST_DAY, np.int32),
    )


def at_least(count: int, tables: Sequence[Table]) -> Table:
    """The days on which at least ``count`` of the rows of ``tables`` lie, merged.

    With 1 it is the union; with the number of tables, each merged, the intersection. Every row
    opens on its first day and shuts on the day after its last; a running sum counts the open ones.
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
    return Table(
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


def complement(table: Table, size: int) -> Table:
    """Every other day of each of ``size`` candidates; ``table`` must be merged."""
    everybody = np.arange(size, dtype=np.int32)
    candidate = np.concatenate([everybody, table.candidate])
    firsts = np.concatenate([np.full(size, FIRST_DAY, np.int32), table.last + 1])
    lasts = np.concatenate([table.first - 1, np.full(size, LAST_DAY, np.int32)])
    ends_of = np.concatenate([table.candidate, everybody])
    by_first = np.lexsort((firsts, candidate))
    by_last = np.lexsort((lasts, ends_of))
    begins, ends = firsts[by_first], lasts[by_last]
    kept = begins <= ends
    return Table(candidate[by_first][kept], begins[kept], ends[kept])


NOBODY = Table(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int32))
