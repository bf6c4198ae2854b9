"""What the pool answers, in the forms that compiled code reads: rows of bits and short days."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agency.matching import kernel, kernel_days
from agency.matching.mixing import Words64
from agency.matching.tables import Bools, Index, Ints, Table
from agency.rules.spans import Window

Shorts = npt.NDArray[np.int16]
# Days are counted from the day of the match, in 16 bits: ninety years to either side of it.
FARTHEST = kernel_days.NEVER + 1, -kernel_days.NEVER - 1
MOST_BYTES = 64 << 20
FEWEST_ROWS, MOST_ROWS = 512, 1 << 15


class ShortDays(NamedTuple):
    """A table: the main interval of everybody, none if few have any; and rows of the others."""

    main_first: Shorts
    main_last: Shorts
    candidate: Ints
    first: Shorts
    last: Shorts

    @property
    def nbytes(self) -> int:
        return sum(column.nbytes for column in self)


def near_enough(window: Window, day: int, beyond: int) -> bool:
    """Whether a window, and so many days beyond it, can be told in short days from ``day`` on."""
    earliest, latest = FARTHEST
    return earliest < window.first - day and window.last - day + beyond < latest


def short_days(table: Table, day: int) -> ShortDays:
    """A table in days from ``day`` on; what is too far away is as far as can be told."""
    none = np.empty(0, np.int16)
    if table.is_sparse:
        begins, ends = _short(table.first, day), _short(table.last, day)
        return ShortDays(none, none, table.candidate, begins, ends)
    main_first, main_last = np.empty((2, table.size), np.int16)
    people, (begins, ends) = np.empty(len(table), np.int32), np.empty((2, len(table)), np.int16)
    rows = table.candidate, table.first, table.last
    made = main_first, main_last, people, begins, ends
    count = kernel_days.shorts(rows, day, FARTHEST, *made)
    others = people[:count].copy(), begins[:count].copy(), ends[:count].copy()
    return ShortDays(main_first, main_last, *others)


def _short(days: Ints, day: int) -> Shorts:
    return np.clip(days.astype(np.int64) - day, *FARTHEST).astype(np.int16)


class Bits:
    """Rows of bits, one per candidate, each made once for as long as there is room."""

    def __init__(self, size: int) -> None:
        self.words = max(-(-size // kernel.WORD), 1)
        room = min(max(MOST_BYTES // (8 * self.words), FEWEST_ROWS), MOST_ROWS)
        self.rows: Words64 = np.empty((room, self.words), np.uint64)
        self._made: dict[Hashable, int] = {}
        self._masks: list[Bools] = []

    def make_room(self, count: int) -> None:
        """Forget all rows unless so many more can be made."""
        if len(self._made) + count > len(self.rows):
            self._made.clear()
            self._masks.clear()

    def found(self, key: Hashable) -> int | None:
        """The number of the row that is kept as ``key``."""
        return self._made.get(key)

    def new(self, key: Hashable) -> int:
        """The number of another row, to be filled, kept as ``key``."""
        return self._made.setdefault(key, len(self._made))

    def mask(self, who: Bools) -> int:
        """The row of those in ``who``."""
        number = self._made.get(id(who))
        if number is None:
            self._masks.append(who)  # lest another should come to have its id
            number = self.new(id(who))
            self.rows[number] = packed(who, self.words)
        return number

    def within(self, days: ShortDays, key: tuple[int, ...]) -> int:
        """The row of those covered on ``days`` from the first through the last day of a window,
        which are the last two numbers of ``key``, counted from the day of the match.
        """
        number = self._made.get(key)
        if number is None:
            number = self.new(key)
            first, last = key[-2:]
            kernel.within(tuple(days), first, last, self.rows[number])
        return number


def packed(who: Bools, words: int) -> Words64:
    """A bit for each candidate."""
    row = np.zeros(words, np.uint64)
    bits = np.packbits(who, bitorder="little")
    row.view(np.uint8)[: len(bits)] = bits
    return row


def positions(row: Words64, count: int) -> Index:
    """Where the bits of a row are set, in order, given how many there are."""
    found = np.empty(count, np.int64)
    kernel.positions(row, found)
    return found
