"""When somebody is reminded: each step once, a week between mails, and never of what is renewed."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.renewals.due import Coming, is_due, news, reached
from agency.renewals.reminder_settings import ReminderSettings, settings_of_file

TODAY = date(2026, 11, 30)
DAYS = (90, 60, 30, 14, 7)
SETTINGS = ReminderSettings(DAYS, 14, 7, 60, time(9), 60, {"BLS-AHA": (30,)})


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def coming(id: int, left: int, code: str = "CMA-AAMA", filed: bool = False) -> Coming:
    return Coming(id, code, day(left + 30), day(left), filed)


@pytest.mark.parametrize(
    ("left", "step"),
    [(91, None), (90, 90), (61, 90), (60, 60), (8, 14), (7, 7), (0, 7), (-5, 7)],
)
def test_the_nearest_step_counts_that_is_reached(left: int, step: int | None) -> None:
    assert reached(day(left), TODAY, DAYS) == step


def test_a_type_may_have_days_of_its_own() -> None:
    far, near = coming(1, 60, "BLS-AHA"), coming(2, 30, "BLS-AHA")
    assert news([far, near], {}, TODAY, SETTINGS) == [near]


def test_each_step_is_news_once() -> None:
    one = coming(1, 60)
    assert news([one], {(1, one.expires_on): 90}, TODAY, SETTINGS) == [one]
    assert news([one], {(1, one.expires_on): 60}, TODAY, SETTINGS) == []


def test_a_changed_expiry_is_news_again() -> None:
    one = coming(1, 60)
    assert news([one], {(1, day(1)): 7}, TODAY, SETTINGS) == [one]


def test_what_is_filed_is_no_news() -> None:
    assert news([coming(1, 5, filed=True)], {}, TODAY, SETTINGS) == []


def test_there_is_one_mail_a_week_unless_what_is_new_is_urgent() -> None:
    for since, left, due in ((6, 30, False), (7, 30, True), (6, 14, True), (0, 14, False)):
        said = is_due([coming(1, left)], {}, day(-since), TODAY, SETTINGS)
        assert said is due, (since, left)


def test_what_is_near_and_was_told_makes_no_mail_of_what_is_far() -> None:
    near, far = coming(1, 5), coming(2, 90)
    told = {(1, near.expires_on): 7}
    assert not is_due([near, far], told, day(-3), TODAY, SETTINGS)
    assert is_due([near, far], told, day(-7), TODAY, SETTINGS)


def test_the_file_says_what_the_issue_asks_for() -> None:
    file = settings_of_file()
    assert (file.days, file.urgent_days, file.week_days) == (DAYS, 14, 7)
    assert file.furthest == 90


# Over a whole year, whatever days the jobs missed

Missed = st.sets(st.integers(0, 200), max_size=60)


@given(st.lists(st.integers(0, 200), min_size=1, max_size=6), Missed)
def test_each_step_is_told_once_and_mails_keep_their_distance(
    ends: list[int], missed: set[int]
) -> None:
    told: dict[tuple[int, date], int] = {}
    mails: list[tuple[int, set[int]]] = []
    for now in (n for n in range(200) if n not in missed):
        # What is more than 100 days late is taken by no issuer any more.
        open_ones = [
            Coming(id, "CMA-AAMA", day(end + 30), day(end))
            for id, end in enumerate(ends)
            if -100 <= end - now <= 90
        ]
        last = day(mails[-1][0]) if mails else None
        new = news(open_ones, told, day(now), SETTINGS)
        if is_due(open_ones, told, last, day(now), SETTINGS):
            assert new
            for one in open_ones:
                step = reached(one.renew_by, day(now), DAYS)
                assert step is not None
                told[one.credential_id, one.expires_on] = step
            mails.append((now, {one.credential_id for one in new}))
            assert not is_due(open_ones, told, day(now), day(now), SETTINGS)
        elif new:  # held back for a week at most
            assert last is not None
            assert (day(now) - last).days < 7
            assert all((one.renew_by - day(now)).days > 14 for one in new)
    for (before, _), (after, new_ones) in pairwise(mails):
        urgent = any((day(ends[id]) - day(after)).days <= 14 for id in new_ones)
        assert after - before >= 7 or urgent
