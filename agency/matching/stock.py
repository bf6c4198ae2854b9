"""Days that are at hand for compiled code: 16 bits a day, counted from the day of the match."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agency.matching import kernel_days
from agency.matching.tables import Index, Ints, Table
from agency.rules.spans import Window

Shorts = npt.NDArray[np.int16]
# What 16 bits can tell: ninety years to either side.
FARTHEST = kernel_days.NEVER + 1, -kernel_days.NEVER - 1


def near_enough(window: Window, day: int, beyond: int) -> bool:
    """Whether a window, and so many days beyond it, can be told in short days from ``day`` on."""
    earliest, latest = FARTHEST
    return earliest < window.first - day and window.last - day + beyond < latest


class Days(NamedTuple):
    """Some days by number: the place of their main intervals, -1 if few candidates have any;
    those; and rows of the others of all, with where those of each begin.
    """

    main: Index
    main_first: Shorts
    main_last: Shorts
    starts: Index
    candidate: Ints
    first: Shorts
    last: Shorts


class Stock:
    """The days of a pool of ``size``, as many as were added."""

    def __init__(self, size: int, day: int) -> None:
        self._size, self._day = size, day
        self._mains: list[int] = []
        self._main = np.empty((2, 16, size), np.int16)
        self._count = 0
        self._others: list[tuple[Ints, Shorts, Shorts]] = []

    @property
    def nbytes(self) -> int:
        return self._main.nbytes + sum(3 * people.nbytes for people, _, _ in self._others)

    def add(self, table: Table) -> int:
        """The number of the days of a table; what is too far away is as far as can be told."""
        if table.is_sparse:
            self._mains.append(-1)
            self._others.append(
                (table.candidate, self._short(table.first), self._short(table.last))
            )
        else:
            self._mains.append(self._count)
            self._others.append(self._split(table))
            self._count += 1
        return len(self._mains) - 1

    def _split(self, table: Table) -> tuple[Ints, Shorts, Shorts]:
        """The main intervals into their place; the others."""
        if self._count == self._main.shape[1]:
            self._main = np.concatenate([self._main, np.empty_like(self._main)], axis=1)
        people, (begins, ends) = np.empty(len(table), np.int32), np.empty((2, len(table)), np.int16)
        rows = table.candidate, table.first, table.last
        mains = self._main[0, self._count], self._main[1, self._count]
        count = kernel_days.shorts(rows, self._day, FARTHEST, *mains, people, begins, ends)
        return people[:count].copy(), begins[:count].copy(), ends[:count].copy()

    def _short(self, days: Ints) -> Shorts:
        return np.clip(days.astype(np.int64) - self._day, *FARTHEST).astype(np.int16)

    def days(self) -> Days:
        """All of them."""
        lengths = [len(people) for people, _, _ in self._others]
        none = np.empty(0, np.int32), np.empty(0, np.int16), np.empty(0, np.int16)
        others = (np.concatenate(column) for column in zip(none, *self._others, strict=True))
        starts = np.cumsum([0, *lengths])
        return Days(np.array(self._mains, np.int64), self._main[0], self._main[1], starts, *others)
