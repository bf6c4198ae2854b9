"""A pool without some of its people, or with newer facts of some: as if it had been read so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from itertools import compress
from typing import Any, TypeVar

import numpy as np

from agency.matching.gathering import Column, chosen
from agency.matching.pool import Pool, Records, WordLists, Words
from agency.matching.rows import BLANK
from agency.matching.tables import Bools, Ints, Table

OneRecords = TypeVar("OneRecords", bound=Records)


def only(pool: Pool, refs: Iterable[str]) -> Pool:
    """The people with these references, as far as they are in ``pool``."""
    return _of_some(pool, _who(pool, refs))


def spliced(pool: Pool, removed: Iterable[str], added: Pool) -> Pool:
    """``pool`` without those ``removed``, and with everybody in ``added`` as she is there.

    Equal, byte for byte, to what `pool_of` makes of the same rows.
    """
    return _together(_of_some(pool, ~_who(pool, (*removed, *added.refs))), added)


def _who(pool: Pool, refs: Iterable[str]) -> Bools:
    who = np.zeros(len(pool), np.bool_)
    who[[pool.index[ref] for ref in refs if ref in pool.index]] = True
    return who


def _of_some(pool: Pool, kept: Bools) -> Pool:
    number = np.cumsum(kept, dtype=np.int32) - np.int32(1)
    size = int(np.count_nonzero(kept))
    values: dict[str, Any] = {}
    for name, column in _columns(pool).items():
        if isinstance(column, Records):
            values[name] = _records_of_some(column, kept, number, size)
        else:
            values[name] = column[kept]
    return Pool(refs=tuple(compress(pool.refs, kept.tolist())), **values)


def _records_of_some(records: OneRecords, kept: Bools, number: Ints, size: int) -> OneRecords:
    """The rows of those who are kept, under their new numbers."""
    columns = chosen(_columns(records), np.flatnonzero(kept[records.candidate]))
    columns |= {name: _used(each) for name, each in columns.items() if isinstance(each, Words)}
    columns["candidate"] = number[columns["candidate"]]
    return _replaced(records, columns, size)


def _used(words: Words) -> Words:
    """The same words, knowing only those that occur."""
    occurs = np.zeros(len(words.known) + 1, np.bool_)
    occurs[words.number] = True
    occurs[BLANK] = False
    final = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
    final[BLANK] = BLANK
    return Words(final[words.number], tuple(compress(words.known, occurs.tolist())))


def _together(one: Pool, other: Pool) -> Pool:
    """Everybody of two pools that share nobody."""
    refs = sorted((*one.refs, *other.refs))
    place = {ref: number for number, ref in enumerate(refs)}
    places = [np.array([place[ref] for ref in pool.refs], np.int32) for pool in (one, other)]
    order = np.argsort(np.concatenate(places))
    others = _columns(other)
    values: dict[str, Any] = {}
    for name, column in _columns(one).items():
        if isinstance(column, Records):
            values[name] = _records_together(column, others[name], places, len(refs))
        else:
            values[name] = np.concatenate([column, others[name]])[order]
    return Pool(refs=tuple(refs), **values)


def _records_together(
    one: OneRecords, other: OneRecords, places: list[Ints], size: int
) -> OneRecords:
    """The rows of both, by candidate; the rows of each candidate stay as they were."""
    others = _columns(other)
    columns = {name: _joined(column, others[name]) for name, column in _columns(one).items()}
    pairs = zip(places, (one, other), strict=True)
    people = np.concatenate([place[rows.candidate] for place, rows in pairs])
    columns["candidate"] = people
    order = np.argsort(people, kind="stable")
    return _replaced(one, chosen(columns, order), size)


def _joined(one: Column, other: Column) -> Column:
    if not isinstance(one, Words) or not isinstance(other, Words):
        return np.concatenate([one, other])
    known = sorted({*one.known, *other.known})
    place = {word: number for number, word in enumerate(known)}
    numbers = [_numbered(words, place) for words in (one, other)]
    return Words(np.concatenate(numbers), tuple(known))


def _numbered(words: Words, place: dict[str, int]) -> Ints:
    """The words by their place among others."""
    final = np.array([*(place[word] for word in words.known), BLANK], np.int32)
    numbered: Ints = final[words.number]
    return numbered


def _columns(columns: Any) -> dict[str, Any]:
    """What lies directly below, but for references and the size of the pool."""
    left_out = ("refs", "size")
    return {
        one.name: getattr(columns, one.name) for one in fields(columns) if one.name not in left_out
    }


def _replaced(records: OneRecords, columns: dict[str, Any], size: int) -> OneRecords:
    """The same kind of records, of a pool of ``size``."""
    if isinstance(records, WordLists | Table):
        return replace(records, **columns, size=size)
    return replace(records, **columns)
