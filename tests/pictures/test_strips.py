"""A strip says of every day of a window what it is, once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agency.pictures.strips import (
    DAYS_DRAWN_BY_DAY,
    MOST_PIPS,
    assessment_strip,
    covered_strip,
    day_strip,
    pips,
    strip_of,
)
from agency.rules.spans import NO_DAYS, Coverage, Spans, Window
from tests.rules.pairs import BLS, CLAIMED, CMA, asking, judge
from tests.strategies import HORIZON_FIRST, spans

DAY = HORIZON_FIRST.toordinal()
CLIENT_WANTS_BLS = asking(client_requirements=("BLS",))


@st.composite
def coverages(draw: st.DrawFn) -> Coverage:
    met, more = draw(spans()), draw(spans())
    return Coverage(met, met | more)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """A window near the days of `spans`, up to a year and a half long."""
    first = DAY + draw(st.integers(0, 60))
    return Window(first, first + draw(st.integers(0, 550)))


def kind_of(coverage: Coverage, day: int) -> str:
    if day not in coverage.possible:
        return "unmet"
    return "met" if day in coverage.met else "unknown"


@given(coverages(), windows())
def test_the_segments_cut_the_window_without_rest_or_overlap(
    coverage: Coverage, window: Window
) -> None:
    strip = strip_of(coverage, window)
    assert strip.segments[0].first == window.first
    assert strip.segments[-1].last == window.last
    for left, right in pairwise(strip.segments):
        assert left.last + 1 == right.first
        assert left.kind != right.kind
        assert abs(left.start + left.width - right.start) < 1e-9
    assert abs(sum(one.width for one in strip.segments) - 1) < 1e-9


@given(coverages(), windows())
def test_counts_are_those_of_a_count_day_by_day(coverage: Coverage, window: Window) -> None:
    strip = strip_of(coverage, window)
    kinds = [kind_of(coverage, day) for day in range(window.first, window.last + 1)]
    counts = [kinds.count(kind) for kind in ("met", "unknown", "unmet")]
    assert [strip.met, strip.unknown, strip.unmet] == counts


@given(coverages(), windows())
def test_each_segment_is_drawn_as_its_days_are(coverage: Coverage, window: Window) -> None:
    worst = {"unmet": 2, "unknown": 1, "met": 0}
    for segment in strip_of(coverage, window).segments:
        days = range(segment.first, segment.last + 1)
        kinds = {kind_of(coverage, day) for day in days}
        if window.days <= DAYS_DRAWN_BY_DAY:
            assert kinds == {segment.kind}
        else:
            assert max(kinds, key=worst.__getitem__) == segment.kind


def test_a_long_window_is_drawn_by_weeks_and_counted_by_days() -> None:
    window = Window(DAY, DAY + 399)
    hole = Spans.of([(DAY + 10, DAY + 10)])
    strip = strip_of(Coverage.certain(~hole), window)
    assert [(one.kind, one.first - DAY, one.last - DAY) for one in strip.segments] == [
        ("met", 0, 6),
        ("unmet", 7, 13),
        ("met", 14, 399),
    ]
    assert strip.says == "399 of 400 days covered, 1 not covered"


def test_the_sentence_names_only_what_there_is() -> None:
    window = Window(DAY, DAY + 55)
    met = Spans.of([(DAY, DAY + 12)])
    possible = Spans.of([(DAY, DAY + 40)])
    strip = strip_of(Coverage(met, possible), window)
    assert strip.says == "13 of 56 days covered, 28 unknown, 15 not covered"
    assert covered_strip(window).says == "56 of 56 days covered"
    assert covered_strip(Window(DAY, DAY)).says == "1 of 1 day covered"


def test_not_covered_outweighs_unknown_and_unknown_outweighs_covered() -> None:
    held = replace(CMA, evidence=CLAIMED), replace(BLS, expires_on=None)
    assessed = judge(credentials=held, work=CLIENT_WANTS_BLS)
    assert assessment_strip(assessed).kind == "unknown"
    assessed = judge(credentials=(replace(CMA, evidence=CLAIMED),), work=CLIENT_WANTS_BLS)
    assert [one.kind for one in assessment_strip(assessed).segments] == ["unmet"]


def test_what_only_advises_changes_no_strip() -> None:
    (finding, *rest) = judge(credentials=()).findings
    advice = replace(finding, requirement=replace(finding.requirement, effect="advise"))
    window = finding.window
    assert day_strip([finding], window).unmet == window.days
    assert day_strip([advice], window).met == window.days
    assert pips([advice, *rest]).says == pips(rest).says


def test_days_on_which_law_refuses_the_work_are_not_covered() -> None:
    window = Window(DAY, DAY + 9)
    assert day_strip([], window, allowed=NO_DAYS).unmet == 10


def test_beyond_fourteen_pips_the_rest_is_a_number() -> None:
    findings = list(judge().findings)
    many = (findings * 3)[: MOST_PIPS + 3]
    drawn = pips(many)
    assert (len(drawn.shown), drawn.more) == (14, 3)
    assert drawn.says == "17 of 17 covered"
    assert pips(findings[:2]).more == 0
