"""Sets of days against plain Python sets, and the laws of their algebra."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.spans import (
    ALL_DAYS,
    ALWAYS,
    FIRST_DAY,
    LAST_DAY,
    MAYBE,
    NEVER,
    NO_DAYS,
    Coverage,
    Spans,
    Window,
)

HORIZON = range(FIRST_DAY, FIRST_DAY + 14)
# What lies in no small set: the last day of the horizon stands for all that come after.
BEYOND = HORIZON[-1]

small_days = st.integers(FIRST_DAY, BEYOND - 1)
intervals = st.lists(st.tuples(small_days, small_days), max_size=5)
sets = intervals.map(Spans.of)
windows = st.tuples(small_days, small_days).map(lambda two: Window(*sorted(two)))


@st.composite
def coverages(draw: st.DrawFn) -> Coverage:
    met = draw(sets)
    return Coverage(met, met | draw(sets))


def days_of(spans: Spans) -> set[int]:
    return {day for day in HORIZON if day in spans}


def of_days(days: Iterable[int]) -> Spans:
    return Spans.of((day, day) for day in days)


# Against sets of days


@given(intervals)
def test_the_days_of_intervals_are_the_days_in_any_of_them(pairs: list[tuple[int, int]]) -> None:
    expected = {day for first, last in pairs for day in range(first, last + 1)}
    assert days_of(Spans.of(pairs)) == expected
    assert Spans.of(pairs).days == len(expected)


@given(intervals)
def test_intervals_are_sorted_and_neither_overlap_nor_touch(pairs: list[tuple[int, int]]) -> None:
    kept = Spans.of(pairs).intervals
    assert all(first <= last for first, last in kept)
    assert all(one[1] + 1 < other[0] for one, other in pairwise(kept))


@given(intervals)
def test_equal_days_are_equal_sets_however_they_were_given(pairs: list[tuple[int, int]]) -> None:
    spans = Spans.of(pairs)
    assert spans == Spans.of(reversed(pairs)) == of_days(days_of(spans))
    assert hash(spans) == hash(of_days(days_of(spans)))


@given(sets, sets)
def test_union_intersection_and_difference_are_those_of_sets(one: Spans, other: Spans) -> None:
    assert one | other == of_days(days_of(one) | days_of(other))
    assert one & other == of_days(days_of(one) & days_of(other))
    assert one - other == of_days(days_of(one) - days_of(other))
    assert (one <= other) == (days_of(one) <= days_of(other))
    assert bool(one) == bool(days_of(one))


@given(sets)
def test_the_complement_has_every_other_day_of_all_time(spans: Spans) -> None:
    assert days_of(~spans) == set(HORIZON) - days_of(spans)
    assert LAST_DAY in ~spans
    assert (~spans).days + spans.days == LAST_DAY


@given(sets, windows)
def test_a_window_is_contained_if_each_of_its_days_is(spans: Spans, window: Window) -> None:
    every_day = all(day in days_of(spans) for day in range(window.first, window.last + 1))
    assert spans.contains(window) == every_day


@given(sets, small_days)
def test_it_holds_until_the_day_before_the_first_one_missing(spans: Spans, day: int) -> None:
    held = days_of(spans)
    until = next(last for last in range(day, BEYOND + 1) if last not in held) - 1
    assert spans.holds_until(day) == (until if day in held else None)


@given(sets, windows)
def test_the_earliest_start_is_the_first_that_works(spans: Spans, window: Window) -> None:
    starts = range(window.first, BEYOND + 1)
    works = (start for start in starts if spans.contains(window.starting(start)))
    assert spans.earliest(window) == next(works, None)


@given(sets)
def test_its_dates_are_its_intervals(spans: Spans) -> None:
    said = [(first.toordinal(), last.toordinal()) for first, last in spans.dates()]
    assert said == list(spans) == list(spans.intervals)


def test_a_blank_end_is_the_end_of_time() -> None:
    day = date(2027, 1, 4)
    assert Spans.between(None, None) == ALL_DAYS
    assert Spans.between(day, None) == Spans.since(day.toordinal())
    assert Spans.between(None, day) == ~Spans.since(day.toordinal() + 1)
    assert Spans.between(day, date(2027, 1, 3)) == NO_DAYS


def test_the_whole_of_time_has_no_complement() -> None:
    assert ~ALL_DAYS == NO_DAYS
    assert ~NO_DAYS == ALL_DAYS
    assert ALL_DAYS.days == LAST_DAY


def test_a_window_counts_its_first_and_its_last_day() -> None:
    window = Window.between(date(2027, 1, 4), date(2027, 1, 8))
    assert window.days == 5
    later = window.starting(date(2027, 2, 1).toordinal())
    assert later.dates() == (date(2027, 2, 1), date(2027, 2, 5))


# The laws


@given(sets, sets, sets)
def test_sets_of_days_obey_the_laws_of_algebra(a: Spans, b: Spans, c: Spans) -> None:
    assert (a | b) | c == a | (b | c)
    assert (a & b) & c == a & (b & c)
    assert a | b == b | a
    assert a & b == b & a
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)
    assert a | a == a & a == a
    assert a | (a & b) == a & (a | b) == a
    assert a | NO_DAYS == a & ALL_DAYS == a
    assert a & NO_DAYS == NO_DAYS
    assert a | ALL_DAYS == ALL_DAYS


@given(sets, sets)
def test_sets_of_days_obey_de_morgan(a: Spans, b: Spans) -> None:
    assert ~(a | b) == ~a & ~b
    assert ~(a & b) == ~a | ~b
    assert ~~a == a
    assert a - b == a & ~b


@given(coverages(), coverages(), coverages())
def test_coverages_obey_the_laws_of_algebra(a: Coverage, b: Coverage, c: Coverage) -> None:
    assert (a | b) | c == a | (b | c)
    assert (a & b) & c == a & (b & c)
    assert a | b == b | a
    assert a & b == b & a
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)
    assert a | a == a & a == a
    assert a | NEVER == a & ALWAYS == a


@given(coverages(), coverages())
def test_a_met_day_is_always_a_possible_day(a: Coverage, b: Coverage) -> None:
    for combined in (a, a | b, a & b):
        assert combined.met <= combined.possible


@given(coverages(), coverages())
def test_coverages_combine_day_by_day(a: Coverage, b: Coverage) -> None:
    assert a & b == Coverage(a.met & b.met, a.possible & b.possible)
    assert a | b == Coverage(a.met | b.met, a.possible | b.possible)


def test_a_coverage_that_is_met_where_it_is_not_possible_is_refused() -> None:
    with pytest.raises(ValueError, match="must also be a possible day"):
        Coverage(met=of_days([3]), possible=of_days([4]))


def test_certain_days_are_met_and_maybe_days_are_not() -> None:
    days = of_days([3, 4])
    assert Coverage.certain(days) == Coverage(days, days)
    assert Coverage.maybe(days) == Coverage(NO_DAYS, days)
    assert Coverage(ALL_DAYS, ALL_DAYS) == ALWAYS
    assert Coverage(NO_DAYS, NO_DAYS) == NEVER
    assert Coverage(NO_DAYS, ALL_DAYS) == MAYBE
