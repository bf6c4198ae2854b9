"""Days drawn as characters."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.cli.timeline import ASCII, UNICODE, Axis, Glyphs
from agency.rules.eligibility import MET, UNKNOWN, UNMET, verdict_of
from agency.rules.spans import ALWAYS, NO_DAYS, Coverage, Spans, Window
from tests.examples import examples

DAYS = st.integers(date(1900, 1, 1).toordinal(), date.max.toordinal())
LENGTHS = st.integers(0, 90) | st.integers(0, 3_000_000)
WIDTHS = st.integers(20, 70)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    first = draw(DAYS)
    return Window(first, min(first + draw(LENGTHS), date.max.toordinal()))


@st.composite
def coverages(draw: st.DrawFn, window: Window) -> Coverage:
    """Days met and days possible that begin and end near the window."""
    days = st.integers(max(window.first - 9, 1), min(window.last + 9, date.max.toordinal()))
    met, possible = (Spans.of(draw(st.lists(st.tuples(days, days), max_size=4))) for _ in "mp")
    return Coverage(met, met | possible)


@given(st.data(), windows(), WIDTHS)
@settings(deadline=None, max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
def test_the_cells_of_the_window_say_its_verdict(
    data: st.DataObject, window: Window, width: int
) -> None:
    coverage = data.draw(coverages(window))
    bar = Axis.around(window, width, UNICODE).bar(coverage)
    _, inside, _ = bar.split(UNICODE.edge)
    drawn = [verdict for verdict in (UNMET, UNKNOWN, MET) if UNICODE.fills[verdict] in inside]
    assert drawn[0] == verdict_of(coverage, window)
    assert len(bar) == width


@given(windows(), WIDTHS)
@settings(deadline=None, max_examples=examples(200))
def test_every_line_of_the_axis_is_as_wide_as_the_bars(window: Window, width: int) -> None:
    axis = Axis.around(window, width, UNICODE)
    names, ruler = axis.ticks()
    assert len(ruler) == len(axis.frame()) == width
    assert len(names) <= width
    assert axis.frame().index(UNICODE.edge) == axis.bar(ALWAYS).index(UNICODE.edge)


@given(windows(), WIDTHS)
@settings(deadline=None, max_examples=examples(100))
def test_days_are_drawn_in_order_from_the_first_to_the_last(window: Window, width: int) -> None:
    axis = Axis.around(window, width, UNICODE)
    cells = [cell for part in (axis.before, axis.window, axis.after) for cell in part.windows()]
    assert all(later.first in (cell.first, cell.last + 1) for cell, later in pairwise(cells))
    assert window.first in [cell.first for cell in cells]
    assert window.last in [cell.last for cell in cells]


SPRING = Window.between(date(2027, 1, 19), date(2027, 4, 15))
NAMES = " Jan 2027       Feb          Mar           Apr           May"
RULER = "─┬───────│──────┬────────────┬─────────────┬──────│──────┬──"
FRAME = "         │─ 19 Jan 2027 to 15 Apr 2027, 87 days ──│         "
SHORT = "█████████│█████████████████████████████████·······│·········"
A_DAY = "█████████│███████████████████████████████████████·│·········"


def covered_until(last: date) -> Coverage:
    return Coverage.certain(Spans.between(None, last))


def test_months_are_named_where_they_begin_and_the_year_once() -> None:
    assert Axis.around(SPRING, 60, UNICODE).ticks() == (NAMES, RULER)


def test_the_days_of_work_are_written_into_their_frame() -> None:
    assert Axis.around(SPRING, 60, UNICODE).frame() == FRAME
    assert " 87 days " in Axis.around(SPRING, 30, UNICODE).frame()


def test_an_end_before_the_last_day_of_work_is_seen_even_if_it_is_one_day() -> None:
    axis = Axis.around(SPRING, 60, UNICODE)
    assert axis.bar(covered_until(date(2027, 3, 31))) == SHORT
    assert axis.bar(covered_until(date(2027, 4, 14))) == A_DAY
    assert "·" not in axis.bar(covered_until(date(2027, 4, 15))).split("│")[1]


def test_a_gap_of_one_day_in_two_years_is_seen() -> None:
    years = Window.between(date(2027, 1, 1), date(2028, 12, 31))
    gap = date(2027, 11, 2).toordinal()
    bar = Axis.around(years, 40, UNICODE).bar(Coverage.certain(~Spans.of([(gap, gap)])))
    assert bar.split("│")[1].count("·") == 1


def test_days_that_may_be_covered_have_a_fill_of_their_own() -> None:
    maybe = Coverage(NO_DAYS, Spans.between(date(2027, 2, 1), None))
    _, inside, after = Axis.around(SPRING, 60, ASCII).bar(maybe).split("|")
    assert set(inside) == {".", ":"}
    assert set(after) == {":"}


def test_few_days_are_named_by_their_mondays() -> None:
    names, _ = Axis.around(Window.between(date(2027, 1, 4), date(2027, 1, 6)), 60, ASCII).ticks()
    assert names.split("  ")[0] == "28 Dec"
    assert names.split() == ["28", "Dec", "4", "Jan", "11", "Jan"]


def test_many_years_are_named_by_some_of_them() -> None:
    names, _ = Axis.around(Window.between(date(2027, 1, 4), date(2060, 1, 6)), 60, ASCII).ticks()
    years = [int(name) for name in names.split()]
    assert years == sorted(years)
    assert len(years) > 3


def test_at_the_end_of_time_nothing_is_drawn_after_the_work() -> None:
    last = Window.between(date(9999, 12, 1), date.max)
    assert Axis.around(last, 60, ASCII).bar(ALWAYS).endswith("#|")


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_no_two_verdicts_look_alike(glyphs: Glyphs) -> None:
    assert len(set(glyphs.fills.values())) == len(set(glyphs.marks.values())) == 3


def test_ascii_is_ascii() -> None:
    assert repr(ASCII).isascii()
