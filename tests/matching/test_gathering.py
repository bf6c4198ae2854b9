"""Columns in any order become columns of a pool, ordered by all they say."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from agency.matching.gathering import STRANGER, Places, distinct, gathered, order_of
from agency.matching.rows import BLANK
from agency.matching.wording import numbered

Row = tuple[int, str, int, int]
ROWS: list[Row] = [(n % 7, f"code {n % 13}" if n % 5 else "", n % 11, n % 3) for n in range(500)]
WIDE = st.integers(-(2**63), 2**63 - 1)


def columns(rows: list[Row]) -> dict[str, Any]:
    people, codes, units, days = zip(*rows, strict=True) if rows else ((), (), (), ())
    return {
        "candidate": np.array(people, np.int32),
        "code": numbered(codes),
        "units": np.array(units, np.int64),
        "day": np.array(days, np.int32),
    }


def places(*ids: int) -> Places:
    return Places(np.array(ids, np.int32))


def said(found: dict[str, Any]) -> list[Row]:
    code = found["code"]
    words = [code.known[number] if number != BLANK else "" for number in code.number.tolist()]
    candidate, units, day = (found[name].tolist() for name in ("candidate", "units", "day"))
    return list(zip(candidate, words, units, day, strict=True))


def test_rows_are_ordered_by_all_they_say() -> None:
    shuffled = list(ROWS)
    Random(7).shuffle(shuffled)
    assert said(gathered(columns(shuffled), places(*range(7)))) == sorted(ROWS)


def test_rows_of_strangers_are_left_out_and_leave_no_word() -> None:
    read = columns([(99, "unheard of", 1, 1), (3, "code", 2, 4), (-5, "nor this", 1, 1)])
    found = gathered(read, places(3))
    assert said(found) == [(0, "code", 2, 4)]
    assert found["code"].known == ("code",)


def test_no_rows_make_empty_columns() -> None:
    found = gathered(columns([]), places())
    assert said(found) == []
    assert found["code"].known == ()
    assert (found["units"].dtype, found["day"].dtype) == ("int64", "int32")


def test_everybody_stands_in_the_place_of_her_row_id() -> None:
    largest = 2**31 - 1
    found = places(7, largest, 2).of(np.array([2, 7, 5, largest, 0, 7], np.int32))
    assert found.tolist() == [2, 0, STRANGER, 1, STRANGER, 0]
    assert places().of(np.array([1, largest], np.int32)).tolist() == [STRANGER, STRANGER]


def test_equal_rows_are_one() -> None:
    once = [(1, "a", 1, 1), (1, "a", 1, 2), (2, "a", 1, 2)]
    ordered = gathered(columns([row for row in once for _ in range(2)]), places(0, 1, 2))
    assert said(distinct(ordered)) == once
    assert said(distinct(gathered(columns([]), places()))) == []


@given(
    st.integers(0, 12).flatmap(
        lambda length: st.lists(
            arrays.arrays(np.int64, length, elements=st.one_of(st.integers(-1, 2), WIDE)),
            min_size=1,
            max_size=5,
        )
    )
)
def test_columns_of_any_width_are_compared_one_after_the_other(
    values: list[np.ndarray[Any, np.dtype[np.int64]]],
) -> None:
    order = order_of(values).tolist()
    rows = [*zip(*(column.tolist() for column in values), strict=True)]
    assert sorted(order) == [*range(len(rows))]
    assert [rows[row] for row in order] == sorted(rows)
