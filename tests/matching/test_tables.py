"""The algebra of a pool's days equals that of each candidate's `Spans`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.matching import speed
from agency.matching.tables import (
    SPARSE,
    Days,
    Mask,
    Table,
    at_least,
    complement,
    intersection,
    nobody,
    rows,
    since,
    union,
)
from agency.rules.spans import ALL_DAYS, FIRST_DAY, LAST_DAY, NO_DAYS, Spans, Window
from tests.examples import examples
from tests.matching.pools import days_of

MOST_ROWS = 9
# Nobody, a few, and so many that a table of MOST_ROWS is asked row by row.
SIZES = (0, 1, 3, MOST_ROWS * SPARSE + 1)
# On those days something may change; the days between are like one of their neighbours here.
EVERY_DAY = (FIRST_DAY, FIRST_DAY + 1, *range(739_999, 740_014), LAST_DAY)
quick = settings(max_examples=examples(150), deadline=None)


@pytest.fixture(scope="module", params=["numpy", "compiled"], autouse=True)
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every fact here holds whichever way days are merged."""
    compiled = request.param == "compiled"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(speed, "in_use", lambda: compiled)
        yield


@dataclass(frozen=True)
class Case:
    """A table with the same days candidate by candidate."""

    table: Table
    spans: list[Spans]


def some_days() -> st.SearchStrategy[int]:
    return st.integers(740_000, 740_012) | st.sampled_from((FIRST_DAY, FIRST_DAY + 1, LAST_DAY))


def cases(size: int) -> st.SearchStrategy[Case]:
    """Rows in any order; some overlap, touch, or end before they begin."""
    if not size:
        return st.just(Case(nobody(0), []))
    row = st.tuples(st.sampled_from([0, size // 2, size - 1]), some_days(), some_days())
    return st.lists(row, max_size=MOST_ROWS).map(lambda listed: _case(listed, size))


def _case(listed: list[tuple[int, int, int]], size: int) -> Case:
    candidate, first, last = np.array(listed, np.int32).reshape(-1, 3).T
    table = rows(candidate, first, last, size)
    spans = [Spans.of((a, b) for who, a, b in listed if who == one) for one in range(size)]
    return Case(table, spans)


def several() -> st.SearchStrategy[list[Case]]:
    """One to four tables of one pool."""
    return st.sampled_from(SIZES).flatmap(
        lambda size: st.lists(cases(size), min_size=1, max_size=4)
    )


def one() -> st.SearchStrategy[Case]:
    return st.sampled_from(SIZES).flatmap(cases)


def masks(size: int) -> st.SearchStrategy[Mask]:
    listed = st.lists(st.booleans(), min_size=size, max_size=size)
    return listed.map(lambda who: Mask(np.array(who, np.bool_)))


@quick
@given(one())
def test_rows_are_merged_into_each_candidates_days(case: Case) -> None:
    assert days_of(case.table) == case.spans


@quick
@given(several())
def test_a_union_holds_the_days_of_any(several: list[Case]) -> None:
    every = zip(*(case.spans for case in several), strict=True)
    assert days_of(union([case.table for case in several])) == [
        reduce(Spans.__or__, spans) for spans in every
    ]


@quick
@given(several())
def test_an_intersection_holds_the_days_of_all(several: list[Case]) -> None:
    every = zip(*(case.spans for case in several), strict=True)
    assert days_of(intersection([case.table for case in several])) == [
        reduce(Spans.__and__, spans) for spans in every
    ]


@quick
@given(several(), st.integers(1, 5))
def test_days_of_at_least_so_many_are_counted(several: list[Case], count: int) -> None:
    found = days_of(at_least(count, [case.table for case in several]))
    for number, spans in enumerate(found):
        for day in EVERY_DAY:
            together = sum(day in case.spans[number] for case in several)
            assert (day in spans) == (together >= count)


@quick
@given(one())
def test_a_complement_holds_every_other_day(case: Case) -> None:
    assert days_of(complement(case.table)) == [~spans for spans in case.spans]


@quick
@given(one(), some_days(), some_days())
def test_a_clipped_table_keeps_the_days_in_between(case: Case, first: int, last: int) -> None:
    between = Spans.of([(first, last)])
    assert days_of(case.table.clipped(first, last)) == [spans & between for spans in case.spans]


def windows(case: Case) -> st.SearchStrategy[Window]:
    """Any, but mostly just what some interval holds, or a day more."""
    anywhere = st.tuples(some_days(), some_days()).map(lambda two: Window(min(two), max(two)))
    held = [run for spans in case.spans for run in spans]
    if not held:
        return anywhere
    days = st.sampled_from((-1, 0, 0, 0, 1))
    near = st.builds(
        lambda run, before, after: Window(run[0] + before, max(run[0] + before, run[1] + after)),
        st.sampled_from(held),
        days,
        days,
    )
    return near | near | anywhere


@quick
@given(one().flatmap(lambda case: st.tuples(st.just(case), windows(case))))
def test_those_are_covered_whose_days_contain_the_window(asked: tuple[Case, Window]) -> None:
    case, window = asked
    assert case.table.within(window).tolist() == [spans.contains(window) for spans in case.spans]


@quick
@given(one().flatmap(lambda case: st.tuples(st.just(case), windows(case))), st.data())
def test_cover_lasts_to_the_end_of_the_interval_around_the_day(
    asked: tuple[Case, Window], data: st.DataObject
) -> None:
    case, (day, _) = asked
    everybody = range(len(case.spans))
    of = data.draw(st.lists(st.sampled_from(everybody))) if everybody else []
    until = case.table.until(day, np.array([*everybody, *of], np.int64))
    assert until.tolist() == [case.spans[one].holds_until(day) or 0 for one in (*everybody, *of)]


@pytest.mark.parametrize("size", [1, 3 * SPARSE + 1])
def test_an_earlier_interval_covers_as_well_as_the_last(size: int) -> None:
    table = rows([0, 0, 0], [10, 20, 30], [15, 25, 35], size)
    for first, last in ((10, 15), (20, 25), (30, 35)):
        assert table.within(Window(first, last))[0]
        assert not table.within(Window(first, last + 1))[0]
        assert table.until(first, np.array([0])).tolist() == [last]


@quick
@given(st.sampled_from(SIZES).flatmap(masks), some_days(), some_days())
def test_a_mask_is_a_table_of_every_day_or_none(mask: Mask, a: int, b: int) -> None:
    window = Window(min(a, b), max(a, b))
    table = mask.table()
    everybody = np.arange(len(mask.who))
    assert days_of(mask) == [ALL_DAYS if who else NO_DAYS for who in mask.who]
    assert mask.within(window).tolist() == table.within(window).tolist()
    assert mask.until(a, everybody).tolist() == table.until(a, everybody).tolist()
    assert mask.everybody == all(mask.who)


@quick
@given(st.lists(some_days() | st.just(LAST_DAY + 1), max_size=4))
def test_what_holds_since_a_day_holds_to_the_end_of_time(days: list[int]) -> None:
    table = since(np.array(days, np.int32))
    assert days_of(table) == [Spans.since(day) for day in days]


@pytest.mark.parametrize("size", SIZES)
def test_nobody_is_covered_on_any_day(size: int) -> None:
    none: Days = nobody(size)
    assert days_of(none) == [NO_DAYS] * size
    assert not none.within(Window(FIRST_DAY, FIRST_DAY)).any()
    assert not none.until(FIRST_DAY, np.arange(size)).any()
