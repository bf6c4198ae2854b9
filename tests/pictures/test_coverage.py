"""The coverage picture shows of every day what the judge says of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from agency.pictures.coverage import (
    MOST_ROWS,
    CoveragePicture,
    Row,
    axis_of,
    coverage_picture,
)
from agency.pictures.subject import Subject
from agency.rules import expressions as ask
from agency.rules.spans import LAST_DAY, Window
from tests.pictures.pairs import SUBJECTS, subject
from tests.rules.entries import entry
from tests.rules.pairs import (
    BANNED,
    BLS,
    CLAIMED,
    CMA,
    FIRST,
    HOLDS_TDAP,
    LAST,
    MID,
    REVIEWED,
    TDAP,
    TODAY,
    asking,
)

WANTS_BLS = asking(client_requirements=("BLS",))


def row(picture: CoveragePicture, id: str) -> Row:
    return next(one for one in picture.rows if one.id == id)


def kinds_of(row: Row, day: int) -> set[str]:
    return {bar.kind for bar in row.bars if bar.first <= day <= bar.last}


@given(SUBJECTS)
def test_every_day_of_work_is_drawn_as_it_is_judged(drawn: Subject) -> None:
    picture = coverage_picture(drawn, unfolded=True)
    for one in picture.rows:
        answer, window = one.finding.coverage, one.finding.window
        asked = one.finding.requirement.versions
        for day in range(window.first, window.last + 1):
            if asked and not any(v.first <= day <= v.last for v in asked):
                assert kinds_of(one, day) == set()
                continue
            kind = "met" if day in answer.met else "unknown"
            assert kinds_of(one, day) == {kind if day in answer.possible else "unmet"}


@given(SUBJECTS)
def test_nothing_is_drawn_as_open_outside_the_window(drawn: Subject) -> None:
    for one in coverage_picture(drawn, unfolded=True).rows:
        window = one.finding.window
        for bar in one.bars:
            inside = window.first <= bar.first and bar.last <= window.last
            assert inside or bar.kind != "unmet"
            assert 0 <= bar.drawn.start <= bar.drawn.end <= 1 + 1e-9


@given(SUBJECTS)
def test_every_requirement_that_decides_has_its_row(drawn: Subject) -> None:
    picture = coverage_picture(drawn, unfolded=True)
    deciding = [one for one in drawn.assessment.findings if one.decides]
    assert Counter(map(id, deciding)) == Counter(id(one.finding) for one in picture.rows)
    assert all(one.verdict != "met" for one in picture.open_rows)
    verdicts = [one.verdict for one in picture.open_rows]
    assert verdicts == sorted(verdicts, key=["unmet", "unknown"].index)
    assert all(one.label for one in picture.open_rows)
    assert not any(one.label for one in picture.covered_rows)


@given(SUBJECTS)
def test_the_lane_of_all_together_counts_every_day_once(drawn: Subject) -> None:
    strip = coverage_picture(drawn).strip
    window = drawn.assessment.window
    assert strip.met + strip.unknown + strip.unmet == window.days
    assert (strip.met == window.days) == (drawn.assessment.verdict == "eligible")


def test_a_gap_at_the_end_is_short_by_its_days_and_names_the_last_day_to_renew() -> None:
    ends = date(2027, 2, 28)
    held = (CMA, replace(BLS, expires_on=ends))
    picture = coverage_picture(subject(work=WANTS_BLS, credentials=held))
    short = row(picture, "client:BLS")
    assert short.label == "Short by 31 days"
    assert short.warning == "renew by 28 Jan"
    assert short.flag == picture.axis.at(date(2027, 1, 28).toordinal())
    assert picture.strip.says == "56 of 87 days covered, 31 not covered"
    assert [(bar.kind, bar.last == ends.toordinal()) for bar in short.bars] == [
        ("met", True),
        ("unmet", False),
    ]


def test_a_day_to_renew_that_is_past_is_told_as_past() -> None:
    held = (CMA, replace(BLS, expires_on=date(2027, 2, 28)))
    late = date(2027, 2, 10)
    short = row(coverage_picture(subject(work=WANTS_BLS, credentials=held, on=late)), "client:BLS")
    assert short.warning == "was to be renewed by 28 Jan"


@pytest.mark.parametrize(
    ("held", "label"),
    [
        ((replace(CMA, issued_on=date(2027, 1, 18)),), "Starts 14 days late"),
        ((), "Not on any day"),
        ((replace(CMA, evidence=CLAIMED),), "87 days unknown"),
        (
            (
                replace(CMA, expires_on=date(2027, 1, 31)),
                replace(CMA, ref="CMA 2", issued_on=date(2027, 2, 3)),
            ),
            "Gap of 2 days",
        ),
        (
            (
                replace(CMA, expires_on=date(2027, 1, 31)),
                replace(CMA, ref="CMA 2", issued_on=date(2027, 2, 3), expires_on=date(2027, 3, 1)),
            ),
            "2 gaps, 32 days",
        ),
    ],
)
def test_a_gap_is_named_by_where_it_lies(held: tuple[ask.Expression, ...], label: str) -> None:
    assert row(coverage_picture(subject(credentials=held)), "certification").label == label


def test_what_the_law_asks_only_later_is_not_drawn_before() -> None:
    changes = date(2027, 2, 1)
    picture = coverage_picture(subject([entry(HOLDS_TDAP, in_force=changes)]))
    later = row(picture, "wa-rule-1")
    assert later.blank
    assert later.blank.words == "not asked yet"
    assert min(bar.first for bar in later.bars) == changes.toordinal()
    (change,) = picture.changes
    assert (change.words, change.rules) == ("§ Law changes 1 Feb", ("wa-rule-1",))
    assert change.at == picture.axis.at(changes.toordinal())


def test_a_law_that_has_always_been_is_no_change() -> None:
    assert coverage_picture(subject([entry(HOLDS_TDAP)])).changes == ()


def test_one_credential_that_takes_over_from_another_leaves_a_seam() -> None:
    held = (
        replace(CMA, expires_on=MID - timedelta(days=1)),
        replace(CMA, ref="CMA 2", issued_on=MID),
    )
    picture = coverage_picture(subject(credentials=held))
    relayed = row(picture, "certification")
    assert relayed.seams == (picture.axis.at(MID.toordinal()),)
    assert len(relayed.notes) == 2
    assert {bar.lane for bar in relayed.bars} == {0}


def test_two_credentials_for_the_same_days_are_two_half_lanes() -> None:
    held = (CMA, replace(CMA, code="RMA-AMT", ref="RMA", expires_on=MID))
    both = row(coverage_picture(subject(credentials=held)), "certification")
    assert {bar.lane for bar in both.bars} == {1, 2}
    assert both.verdict == "met"


def test_an_arrow_shows_that_a_bar_goes_on() -> None:
    held = (replace(CMA, expires_on=LAST + timedelta(days=2)),)
    (bar,) = row(coverage_picture(subject(credentials=held)), "certification").bars
    assert (bar.drawn.from_before, bar.drawn.goes_on) == (True, False)


def test_only_what_is_asked_of_the_first_day_has_a_ring() -> None:
    young = ask.Holds(frozenset({"TDAP"}), REVIEWED, max_age_days=3000)
    picture = coverage_picture(subject([entry(young)], credentials=(CMA, TDAP)))
    rings = {one.id: one.ring for one in picture.rows if one.ring is not None}
    assert rings == {"wa-rule-1": picture.axis.at(FIRST.toordinal())}


def test_beyond_fourteen_rows_the_covered_ones_are_folded() -> None:
    law = [[entry(HOLDS_TDAP)] for _ in range(9)]
    drawn = subject(*law, credentials=(CMA,))
    picture = coverage_picture(drawn)
    assert len(picture.open_rows) == 9
    assert len(picture.rows) == MOST_ROWS
    assert picture.folded == 3
    assert coverage_picture(drawn, unfolded=True).folded == 0


def test_open_rows_are_never_folded() -> None:
    law = [[entry(HOLDS_TDAP)] for _ in range(MOST_ROWS + 2)]
    picture = coverage_picture(subject(*law))
    assert len(picture.open_rows) == MOST_ROWS + 2
    assert picture.covered_rows == ()


def test_today_is_a_line_where_it_is_drawn_and_else_told_with_the_weeks_to_go() -> None:
    far = coverage_picture(subject(on=date(2026, 11, 2)))
    assert (far.now.at, far.now.words, far.now.more) == (None, "Today, Mon 2 Nov", "9 weeks to go")
    near = coverage_picture(subject(on=date(2027, 1, 1)))
    assert near.now.at == near.axis.at(date(2027, 1, 1).toordinal())


def test_the_frame_of_work_that_has_begun_is_the_rest_of_it() -> None:
    assert coverage_picture(subject()).window.words.startswith("The assignment: Mon 4 Jan")
    begun = coverage_picture(subject(on=MID))
    assert begun.window.words == "The rest of it: Mon 15 Feb – Wed 31 Mar, 45 days"


def test_a_trial_shows_the_planned_window_too() -> None:
    planned = Window.between(FIRST, LAST)
    tried = asking(ends_on=MID)
    picture = coverage_picture(subject(work=tried), planned=planned)
    assert picture.planned
    assert picture.planned.drawn.end > picture.window.drawn.end
    assert coverage_picture(subject(), planned=planned).planned is None


def test_blocked_work_is_told_first() -> None:
    picture = coverage_picture(subject([entry(BANNED)], credentials=()))
    assert picture.open_rows[0].id == "wa-rule-1"
    assert picture.strip.unmet == 87


@pytest.mark.parametrize("last", [FIRST, date(2027, 12, 31), date.max])
def test_every_length_of_work_has_an_axis(last: date) -> None:
    window = Window.between(FIRST, last)
    axis = axis_of(window)
    assert axis.first <= window.first
    assert window.last <= axis.last <= LAST_DAY
    ticks = axis.ticks()
    assert len(ticks) <= 14
    assert all(0 <= tick.at <= 1 for tick in ticks)


def test_the_sentence_tells_what_is_open() -> None:
    says = coverage_picture(subject(credentials=())).says
    assert "0 of 87 days covered, 87 not covered" in says
    assert "National certification: not on any day" in says
    assert f"{TODAY}" not in says
