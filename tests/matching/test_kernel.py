"""Each compiled function by itself, against plain Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.matching import kernel
from agency.matching.bits import packed, short_days
from agency.matching.tables import Table, _counted, _merged, rows
from agency.rules.spans import Window

SIZE = 150
DAY = 740_000
PEOPLE = st.integers(0, SIZE - 1)
DAYS = st.integers(DAY - 40, DAY + 40) | st.sampled_from((1, 700_000, 3_652_059))
Rows = list[tuple[int, int, int]]


def table(listed: Rows) -> Table:
    """Those rows, merged."""
    people, firsts, lasts = np.array(sorted(listed), np.int32).reshape(len(listed), 3).T
    return rows(people, firsts, lasts, SIZE)


def tables(most: int = 200) -> st.SearchStrategy[Table]:
    """Disjoint rows, in order, of few people or of many."""
    return st.lists(st.tuples(PEOPLE, DAYS, DAYS), max_size=most).map(table)


@given(st.lists(tables(40), min_size=1, max_size=4), st.integers(1, 4))
@settings(max_examples=200, deadline=None)
def test_days_are_counted_as_in_numpy(several: list[Table], count: int) -> None:
    for compiled, plain in zip(_merged(count, several), _counted(count, several), strict=True):
        assert compiled.dtype == plain.dtype
        assert compiled.tolist() == plain.tolist()


@given(tables(), DAYS, st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_whoever_is_covered_in_a_window_has_her_bit_set(
    listed: Table, first: int, length: int
) -> None:
    first = min(max(first, DAY - 30_000), DAY + 30_000)
    window = Window(first, first + length)
    row = np.full(3, 2**64 - 1, np.uint64)
    days = tuple(short_days(listed, DAY))
    kernel.within(days, window.first - DAY, window.last - DAY, row)
    assert row.tolist() == packed(listed.within(window), 3).tolist()


@given(tables(), DAYS)
@settings(max_examples=200, deadline=None)
def test_cover_lasts_as_long_as_the_interval_around_a_day(listed: Table, day: int) -> None:
    day = min(max(day, DAY - 30_000), DAY + 30_000)
    everybody = np.arange(SIZE)
    until = np.full(SIZE, 30_000, np.int64)
    kernel.shorten(tuple(short_days(listed, DAY)), day - DAY, everybody, until)
    exact = listed.until(day, everybody).astype(np.int64) - DAY
    assert until.tolist() == np.clip(exact, kernel.NEVER, 30_000).tolist()


@given(st.sets(PEOPLE))
def test_bits_are_found_in_order(people: set[int]) -> None:
    who = np.zeros(SIZE, np.bool_)
    who[list(people)] = True
    found = np.empty(len(people), np.int64)
    kernel.positions(packed(who, 3), found)
    assert found.tolist() == sorted(people)
