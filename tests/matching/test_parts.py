"""Columns taken apart and put together again are the same columns."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from agency.matching.parts import from_parts, parts_of, shape_of
from agency.matching.pool import Pool, Words
from agency.rules.facts import CandidateFacts
from tests.matching.pools import pool


@dataclass(frozen=True)
class Nested:
    size: int
    word: Words


def test_every_part_has_a_path_of_its_own() -> None:
    column = Words(np.array([0], np.int32), ("ekg",))
    parts = dict(parts_of(Nested(3, column)))
    assert list(parts) == ["size", "word.number", "word.known"]
    assert (parts["size"], parts["word.known"]) == (3, ("ekg",))
    assert parts["word.number"] is column.number


def test_parts_become_what_they_were_of() -> None:
    people = pool([CandidateFacts("C-1", skills=frozenset({"ekg"})), CandidateFacts("C-2")])
    parts = dict(parts_of(people))
    again = from_parts(Pool, parts)
    assert dict(parts_of(again)) == parts
    assert [type(getattr(again, one.name)) for one in fields(Pool)] == [
        type(getattr(people, one.name)) for one in fields(Pool)
    ]


def test_arrays_of_the_same_bytes_may_differ_in_shape() -> None:
    flat = np.zeros(6, np.int32)
    assert shape_of(flat) == ["<i4", [6]]
    assert shape_of(flat.reshape(2, 3)) == ["<i4", [2, 3]]
    assert shape_of(flat.view(np.int64)) == ["<i8", [3]]
