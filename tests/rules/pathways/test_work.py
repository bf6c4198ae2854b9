"""How work is counted: day by day, and by the hours of our placements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from agency.rules.pathways import catalogue as ways
from agency.rules.pathways.coverage import answer_of
from agency.rules.pathways.record import Worked
from agency.rules.pathways.work import worked_enough
from agency.rules.spans import Spans
from agency.rules.workdays import add_months
from tests.rules.pathways.records import (
    BOOK,
    TODAY,
    days,
    person,
    placements,
)


@given(
    runs=st.lists(st.tuples(days(), st.integers(1, 400)), min_size=1, max_size=4),
    day=days(),
    asked_days=st.sampled_from((30, 365, 500)),
)
def test_work_is_counted_within_the_last_years_day_by_day(
    runs: list[tuple[date, int]], day: date, asked_days: int
) -> None:
    worked = Spans.of((first.toordinal(), first.toordinal() + n - 1) for first, n in runs)
    since = add_months(day, -24).toordinal() + 1
    counted = sum(one in worked for one in range(since, day.toordinal() + 1))
    assert (day.toordinal() in worked_enough(worked, asked_days, 2)) == (counted >= asked_days)
    ever = sum(one in worked for one in range(worked.intervals[0][0], day.toordinal() + 1))
    assert (day.toordinal() in worked_enough(worked, asked_days, None)) == (ever >= asked_days)


@given(
    worked=st.lists(placements(), max_size=4),
    day=days(),
    hours=st.sampled_from((None, Decimal(40))),
    counted=st.booleans(),
)
def test_only_days_of_full_time_are_years_of_work_and_others_may_be(
    worked: list[Worked], day: date, hours: Decimal | None, counted: bool
) -> None:
    leaf = ways.Experience("work", "letter", Decimal(1), 3, placements_count=counted)
    leaf = replace(leaf, hours_per_week=hours)
    full = hours or BOOK.catalogue.full_time_hours_per_week
    sure = [one.days for one in worked if one.hours_per_week and one.hours_per_week >= full]

    def enough(placed: list[Spans]) -> bool:
        found = {one for spans in placed for first, last in spans for one in range(first, last + 1)}
        since = add_months(day, -36).toordinal()
        return sum(since < one <= day.toordinal() for one in found) >= 365

    record = person(worked=tuple(worked), years_experience=Decimal(0))
    answer = answer_of(leaf, record, BOOK)
    assert (day.toordinal() in answer.met) == (counted and enough(sure))
    assert (day.toordinal() in answer.possible) == enough([one.days for one in worked])


def test_any_work_is_work_however_few_hours_it_has() -> None:
    placed = Worked(Spans.between(date(2026, 1, 5), date(2026, 1, 5)), Decimal(8))
    leaf = ways.Experience("work", "letter", placements_count=True)
    assert TODAY.toordinal() in answer_of(leaf, person(worked=(placed,)), BOOK).met


def test_the_leap_day_leaves_the_window_together_with_the_day_after_it() -> None:
    worked = Spans.between(date(2024, 1, 1), date(2024, 3, 31))
    enough = worked_enough(worked, 31, 2)
    assert date(2026, 2, 28).toordinal() in enough
    assert date(2026, 3, 1).toordinal() not in enough
