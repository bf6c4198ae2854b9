"""Each compiled function by itself, against plain Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.matching import kernel, kernel_days
from agency.matching.mixing import Words64
from agency.matching.stock import Stock
from agency.matching.tables import Bools, Table, _counted, _merged, rows
from agency.matching.tiles import packed
from agency.rules.spans import Window
from tests.examples import examples

# More than are looked at together, and no full words.
SIZE = kernel.WORD * kernel.TILE + 150
WORDS = SIZE // kernel.WORD + 1
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
@settings(max_examples=examples(200), deadline=None)
def test_days_are_counted_as_in_numpy(several: list[Table], count: int) -> None:
    for compiled, plain in zip(_merged(count, several), _counted(count, several), strict=True):
        assert compiled.dtype == plain.dtype
        assert compiled.tolist() == plain.tolist()


@given(tables(), DAYS, st.integers(0, 60))
@settings(max_examples=examples(200), deadline=None)
def test_whoever_is_covered_in_a_window_has_her_bit_set(
    listed: Table, first: int, length: int
) -> None:
    first = min(max(first, DAY - 30_000), DAY + 30_000)
    window = Window(first, first + length)
    rows_of_bits = np.full((2, WORDS), 2**64 - 1, np.uint64)
    stock = Stock(SIZE, DAY)
    stock.add(table([(0, DAY, DAY)]))
    which = stock.add(listed)
    wanted = [np.array([one]) for one in (1, which, window.first - DAY, window.last - DAY)]
    kernel.fill(rows_of_bits, tuple(wanted), tuple(stock.days()))
    assert rows_of_bits[1].tolist() == packed(listed.within(window), WORDS).tolist()


@given(tables(), DAYS)
@settings(max_examples=examples(200), deadline=None)
def test_cover_lasts_as_long_as_the_interval_around_a_day(listed: Table, day: int) -> None:
    day = min(max(day, DAY - 30_000), DAY + 30_000)
    everybody = np.arange(SIZE)
    stock = Stock(SIZE, DAY)
    stock.add(table([(0, DAY, DAY)]))
    which = np.array([-1, stock.add(listed)])
    days = tuple(stock.days())
    until = np.array(
        [kernel_days.shorten(days, which, day - DAY, one, 30_000) for one in everybody]
    )
    exact = listed.until(day, everybody).astype(np.int64) - DAY
    assert until.tolist() == np.clip(exact, kernel_days.NEVER, 30_000).tolist()


@given(st.sets(PEOPLE))
def test_bits_are_found_in_order(people: set[int]) -> None:
    who = np.zeros(SIZE, np.bool_)
    who[list(people)] = True
    found = np.empty(len(people), np.int64)
    kernel.positions(packed(who, WORDS), 10, found)
    assert found.tolist() == [10 + one for one in sorted(people)]


@given(
    st.lists(st.tuples(st.integers(0, SIZE - 1), st.floats(0, 0.3)), max_size=60),
    st.sets(PEOPLE, max_size=20),
)
@settings(max_examples=examples(60), deadline=None)
def test_whoever_lives_near_enough_has_her_bit_set(
    at: list[tuple[int, float]], willing: set[int]
) -> None:
    homes, reach = np.full((3, SIZE), np.nan), np.full(SIZE, 0.02)
    for who, x in at:
        homes[:, who] = (x, 0.0, 0.0)
    reach[::7] = -1.0
    order = np.argsort(homes[0], kind="stable")[: np.count_nonzero(~np.isnan(homes[0]))]
    others = np.zeros(SIZE, np.bool_)
    others[list(willing)] = True
    row, close = np.empty((2, WORDS), np.uint64)
    ordered = np.ascontiguousarray(homes[:, order]), reach[order], order
    place, farthest = (0.1, 0.0, 0.0), 0.1415
    kernel.near(*ordered, farthest, 0.01, place, packed(others, WORDS), row, close)
    chord = (homes[0] - 0.1) * (homes[0] - 0.1)
    assert row.tolist() == packed((chord < reach) | others, WORDS).tolist()
    assert close.tolist() == packed(chord < 0.01, WORDS).tolist()


def rows_of_bits(count: int) -> st.SearchStrategy[Words64]:
    """So many rows of bits, random or all alike."""
    words = st.sampled_from((0, 2**64 - 1)) | st.integers(0, 2**64 - 1)
    row = st.lists(words, min_size=3, max_size=3)
    made = st.lists(row, min_size=count, max_size=count)
    # Beyond the first words they are repeated, so that many tiles are looked at.
    return made.map(lambda rows: np.resize(np.array(rows, np.uint64), (count, 3 * kernel.TILE)))


@given(rows_of_bits(6), st.lists(st.booleans(), min_size=5, max_size=5))
@settings(max_examples=examples(100), deadline=None)
def test_verdicts_are_counted_by_requirement(rows: Words64, personal: list[bool]) -> None:
    met, present = rows[:5], rows[5]
    possible = met | np.roll(met, 1, axis=0)
    everybody = np.full_like(rows[:1], 2**64 - 1)
    every = np.concatenate([everybody, ~everybody, met, possible])
    words, counts = np.empty_like(rows[:3]), np.empty(5, np.int64)
    passing, alone = np.empty((2, 5), np.int64)
    numbers = np.arange(2, 12, dtype=np.int64)
    said = np.array(personal, np.bool_)
    kernel.judge(every, numbers[:5], numbers[5:], said, present, words, counts, passing, alone)
    has, may, here = bits(met), bits(possible), bits(present)
    lacking = (~has).sum(axis=0)
    eligible, near = here & (lacking == 0), here & (lacking == 1)
    certain, free = here & ~may.all(axis=0), here & has[said].all(axis=0)
    for row, expected in zip(bits(words), (eligible, near, certain), strict=True):
        assert np.array_equal(row, expected)
    unknown = here & ~eligible & ~certain
    assert counts.tolist() == [one.sum() for one in (eligible, unknown, near, free, here)]
    assert passing.tolist() == (has & free).sum(axis=1).tolist()
    assert alone.tolist() == (~has & near).sum(axis=1).tolist()


def bits(words: Words64) -> Bools:
    return np.unpackbits(words.view(np.uint8), axis=-1, bitorder="little").astype(np.bool_)
