"""Columns as they were read → columns of a pool: each row under its candidate's place, all rows in
the order of what they say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from agency.matching.pool import Words
from agency.matching.rows import BLANK
from agency.matching.tables import Index, Ints, Longs
from agency.matching.wording import in_order

Column = Words | npt.NDArray[Any]
# By name; each is a `Column`.
Columns = Mapping[str, Any]
# A place that stands for nobody in the pool.
STRANGER = -1
# As many bits of a key as can be compared as one number that is not negative.
KEY_BITS = 63


class Places:
    """Row ids of candidates as their places in the pool; ``ids`` are in the order of places."""

    def __init__(self, ids: npt.NDArray[Any]) -> None:
        self._place = np.argsort(ids).astype(np.int32)
        self._ids = np.append(ids[self._place], np.iinfo(ids.dtype).max)
        self._place = np.append(self._place, np.int32(STRANGER))

    def of(self, ids: npt.NDArray[Any]) -> Ints:
        """The place of each, STRANGER if it has none."""
        found = np.searchsorted(self._ids, ids)
        places: Ints = np.where(self._ids[found] == ids, self._place[found], np.int32(STRANGER))
        return places


def gathered(columns: Columns, places: Places) -> dict[str, Any]:
    """Columns of which ``candidate`` is row ids, ordered by all they say, in the order they have.

    Rows of candidates who are not in the pool are left out.
    """
    people = places.of(columns["candidate"])
    own = people != STRANGER
    found: Columns = {**columns, "candidate": people}
    if not own.all():
        found = chosen(found, np.flatnonzero(own))
    found = {
        name: in_order(column) if isinstance(column, Words) else column
        for name, column in found.items()
    }
    return chosen(found, order_of([*map(_numbers, found.values())]))


def distinct(columns: Columns) -> dict[str, Any]:
    """Each row once; equal ones stand together."""
    differs = np.zeros(len(_numbers(columns["candidate"])), np.bool_)
    differs[:1] = True
    for column in map(_numbers, columns.values()):
        differs[1:] |= column[1:] != column[:-1]
    return chosen(columns, np.flatnonzero(differs))


def chosen(columns: Columns, rows: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Only these rows of each column, in this order."""
    return {
        name: Words(column.number[rows], column.known)
        if isinstance(column, Words)
        else column[rows]
        for name, column in columns.items()
    }


def _numbers(column: Column) -> npt.NDArray[Any]:
    return column.number if isinstance(column, Words) else column


def order_of(columns: Sequence[npt.NDArray[Any]]) -> Index:
    """The rows sorted by these columns, the first counting most; equal rows stand in any order.

    As many columns as there is room for are compared at once, as one number. That one alone tells
    most rows apart, so the others are only asked about rows that agree in it.
    """
    first, *others = _keys(columns)
    order: Index = np.argsort(first, kind="stable")
    if others:
        same = np.diff(first[order]) == 0
        unsure = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
        rows = order[unsure]
        order[unsure] = rows[np.lexsort([*(key[rows] for key in others[::-1]), first[rows]])]
    return order


def _keys(columns: Sequence[npt.NDArray[Any]]) -> list[Longs]:
    """Whole numbers that compare as the columns do, one after the other."""
    keys: list[Longs] = []
    room = 0
    for column in columns:
        least = int(column.min(initial=BLANK))
        width = max(int(column.max(initial=BLANK)) - least, 1).bit_length()
        if width > KEY_BITS:
            keys.append(column.astype(np.int64))
            room = 0
        elif width > room:
            keys.append(column.astype(np.int64) - least)
            room = KEY_BITS - width
        else:
            keys[-1] = (keys[-1] << width) | (column.astype(np.int64) - least)
            room -= width
    return keys
