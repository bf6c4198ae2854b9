"""Who differs between two pools, without a look at anybody who does not."""

from __future__ import annotations

from dataclasses import fields
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agency.matching.mixing import Words64, splitmix64
from agency.matching.pool import Pool, Records, Words
from agency.rules.ranking import prefix64


class Difference(NamedTuple):
    """References, in order: only in the new pool, only in the old one, and whose facts differ."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def difference(old: Pool, new: Pool) -> Difference:
    """Who was added, removed or changed from ``old`` to ``new``."""
    places = (new.index.get(ref, -1) for ref in old.refs)
    there = np.fromiter(places, np.int64, len(old))
    stayed = np.flatnonzero(there >= 0)
    differ = marks(old)[stayed] != marks(new)[there[stayed]]
    came = np.ones(len(new), np.bool_)
    came[there[stayed]] = False
    return Difference(
        added=tuple(compress(new.refs, came.tolist())),
        removed=tuple(compress(old.refs, (there < 0).tolist())),
        changed=tuple(old.refs[place] for place in stayed[differ].tolist()),
    )


def marks(pool: Pool) -> Words64:
    """64 bits per candidate, mixed from all her facts: equal facts, equal bits, in any pool.

    Every row is mixed by itself and the rows of a candidate are added up, so that neither their
    order nor anybody else's matters.
    """
    total = np.zeros(len(pool), np.uint64)
    for column in fields(pool):
        value = getattr(pool, column.name)
        if isinstance(value, Records):
            held = [one.name for one in fields(value) if one.name not in ("candidate", "size")]
            rows = _mixed(column.name, len(value.candidate), *(getattr(value, n) for n in held))
            np.add.at(total, value.candidate, rows)
        elif isinstance(value, np.ndarray):
            total += _mixed(column.name, len(pool), *np.atleast_2d(value.T))
    return total


def _mixed(name: str, size: int, *columns: Words | npt.NDArray[Any]) -> Words64:
    """The rows of ``columns``, each mixed from its values in their order."""
    mixed = np.full(size, prefix64(name), np.uint64)
    for column in columns:
        mixed = splitmix64(mixed ^ _words(column))
    return mixed


def _words(column: Words | npt.NDArray[Any]) -> Words64:
    """Each value as 64 bits that depend on it alone."""
    if isinstance(column, Words):
        known = np.array([*map(prefix64, column.known), 0], np.uint64)
        return known[column.number]
    if column.dtype.kind == "f":
        return np.ascontiguousarray(column, np.float64).view(np.uint64)
    return column.astype(np.int64).view(np.uint64)
