"""Rows, read a chunk at a time, as columns: never all of them as objects at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from agency.matching.pool import Words
from agency.matching.rows import BLANK
from agency.matching.tables import Ints, Longs

CHUNK = 8192
Column = Words | npt.NDArray[Any]


class Gatherer(Protocol):
    """What takes one column's values, chunk by chunk, and then is that column."""

    def add(self, values: Sequence[Any]) -> None: ...

    def column(self) -> Column: ...


class _Numbers:
    def __init__(self, dtype: type[np.signedinteger[Any]]) -> None:
        self._dtype = dtype
        self._parts: list[npt.NDArray[Any]] = [np.empty(0, dtype)]

    def add(self, values: Sequence[int]) -> None:
        self._parts.append(np.array(values, self._dtype))

    def column(self) -> npt.NDArray[Any]:
        return np.concatenate(self._parts)


def ints() -> Gatherer:
    """Days, evidence, yes and no."""
    return _Numbers(np.int32)


def longs() -> Gatherer:
    """Amounts."""
    return _Numbers(np.int64)


class _Words:
    """Words numbered as they come, and in the end by their order: the same however they came."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._seen = _Numbers(np.int32)

    def add(self, values: Sequence[str]) -> None:
        number = self._numbers
        self._seen.add([number.setdefault(word, len(number)) for word in values])

    def column(self) -> Words:
        known = sorted(word for word in self._numbers if word)
        final = np.full(len(self._numbers), BLANK, np.int32)
        final[[self._numbers[word] for word in known]] = np.arange(len(known))
        return Words(final[self._seen.column()], tuple(known))


def words() -> Gatherer:
    """Words; no word is BLANK."""
    return _Words()


class People:
    """Row ids of candidates as their numbers in the pool."""

    def __init__(self, number: Mapping[int, int]) -> None:
        self._number = number
        self._found = _Numbers(np.int32)

    def add(self, values: Sequence[int]) -> None:
        self._found.add([self._number[id] for id in values])

    def column(self) -> npt.NDArray[Any]:
        return self._found.column()

    def own(self, row: Sequence[Any]) -> bool:
        """Whether a row, which begins with an id, is of somebody in the pool."""
        return row[0] in self._number


def gathered(
    rows: Iterable[Sequence[Any]],
    people: People,
    kinds: Mapping[str, Callable[[], Gatherer]],
) -> dict[str, Any]:
    """Rows that begin with a candidate's id as columns, ordered by all they say.

    ``kinds`` names the columns after ``candidate``; a row may be longer than they are. Rows of
    candidates who are not in the pool are left out.
    """
    gatherers: dict[str, Gatherer] = {"candidate": people}
    gatherers |= {name: kind() for name, kind in kinds.items()}
    source = filter(people.own, rows)
    while chunk := list(islice(source, CHUNK)):
        for gatherer, values in zip(gatherers.values(), zip(*chunk, strict=True), strict=False):
            gatherer.add(values)
    columns = {name: gatherer.column() for name, gatherer in gatherers.items()}
    return chosen(columns, _order(columns))


def listed(lists: Sequence[Sequence[str]]) -> dict[str, Any]:
    """A row for each word on each candidate's list, ordered by candidate and word."""
    said = words()
    said.add([*chain.from_iterable(lists)])
    lengths = np.fromiter(map(len, lists), np.int64, len(lists))
    people = np.repeat(np.arange(len(lists), dtype=np.int32), lengths)
    columns: dict[str, Column] = {"candidate": people, "word": said.column()}
    ordered = chosen(columns, _order(columns))
    differs = np.diff(ordered["candidate"], prepend=-1) != 0
    differs |= np.diff(ordered["word"].number, prepend=BLANK) != 0
    return chosen(ordered, np.flatnonzero(differs))


def _order(columns: Mapping[str, Column]) -> npt.NDArray[np.int64]:
    """The rows sorted by all they say, the candidate first."""
    keys = [column.number if isinstance(column, Words) else column for column in columns.values()]
    order: npt.NDArray[np.int64] = np.lexsort(keys[::-1])
    return order


def chosen(columns: Mapping[str, Column], rows: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Only these rows of each column, in this order."""
    return {
        name: Words(column.number[rows], column.known)
        if isinstance(column, Words)
        else column[rows]
        for name, column in columns.items()
    }


def all_ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int32)


def all_longs(values: Iterable[int]) -> Longs:
    return np.array(list(values), np.int64)
