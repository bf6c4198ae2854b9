"""How days, moments, lengths of time and numbers are written for people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, render_template_string

from agency.page_filters import clock_here
from agency.settings import today


def shown(app: Flask, template: str, **values: object) -> str:
    with app.app_context():
        return render_template_string(template, **values)


def test_a_moment_is_told_by_the_clock_of_the_agency(app: Flask) -> None:
    midnight = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
    assert shown(app, "{{ moment|moment }}", moment=midnight) == "23 Nov 2026, 21:05"


def test_a_time_of_today_is_by_the_clock_of_the_agency_too(app: Flask) -> None:
    with app.app_context():
        assert clock_here(datetime(2026, 11, 24, 2, 5, tzinfo=UTC)) == "21:05"


def test_a_day_has_its_month_in_letters(app: Flask) -> None:
    day = datetime(2027, 3, 1, tzinfo=UTC).date()
    assert shown(app, "{{ day|day }}", day=day) == "1 Mar 2027"


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        (0, "{day:%a} {day.day} {day:%b}"),
        (31, "{day:%a} {day.day} {day:%b}"),
        (-31, "{day:%a} {day.day} {day:%b}"),
        (32, "{day.day} {day:%b}"),
        (-364, "{day.day} {day:%b}"),
        (365, "{day.day} {day:%b} {day.year}"),
        (-4000, "{day.day} {day:%b} {day.year}"),
    ],
)
def test_a_day_near_by_has_its_weekday_and_one_far_off_its_year(
    app: Flask, ahead: int, text: str
) -> None:
    with app.app_context():
        day = today() + timedelta(ahead)
    assert shown(app, "{{ day|near_day }}", day=day) == text.format(day=day)


def test_a_day_is_told_in_full_where_a_shorter_one_stands(app: Flask) -> None:
    page = "{% from 'components/day.html' import day, window %}"
    far = date(2099, 3, 1)
    assert shown(app, page + "{{ day(far) }}", far=far) == (
        '<time datetime="2099-03-01" title="Sunday 1 March 2099">1 Mar 2099</time>'
    )
    assert shown(app, page + "{{ day(none) }}") == "no date"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2027, 1, 19), date(2027, 3, 15), "Tue 19 Jan – Mon 15 Mar 2027"),
        (date(2026, 12, 7), date(2027, 3, 15), "Mon 7 Dec 2026 – Mon 15 Mar 2027"),
    ],
)
def test_a_window_names_the_year_once_where_it_is_one(
    app: Flask, first: date, last: date, text: str
) -> None:
    page = "{% from 'components/day.html' import window %}{{ window(first, last)|striptags }}"
    assert shown(app, page, first=first, last=last) == text


def test_thousands_are_set_off(app: Flask) -> None:
    assert shown(app, "{{ 3186|number }} {{ 12|number }}") == "3,186 12"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-3, "0 seconds"),
        (0.4, "0 seconds"),
        (1, "1 second"),
        (119.9, "119 seconds"),
        (120, "2 minutes"),
        (14 * 60 + 59, "14 minutes"),
        (2 * 3600, "2 hours"),
        (47 * 3600, "47 hours"),
        (48 * 3600, "2 days"),
        (5000 * 86400, "5,000 days"),
    ],
)
def test_an_age_is_told_in_the_largest_unit_of_which_there_are_two(
    app: Flask, seconds: float, text: str
) -> None:
    assert shown(app, "{{ age|age }}", age=timedelta(seconds=seconds)) == text


def test_one_is_told_otherwise_than_many(app: Flask) -> None:
    template = "{{ 1|counted('job') }}, {{ 0|counted('job') }}, {{ 2000|counted('man', 'men') }}"
    assert shown(app, template) == "1 job, 0 jobs, 2,000 men"


def test_counts_are_listed_with_their_names_in_words(app: Flask) -> None:
    counts = {"became_eligible": 1200, "opened": 1}
    assert shown(app, "{{ c.items()|listed }}", c=counts) == "1,200 became eligible, 1 opened"


def test_a_sentence_begins_with_a_capital_and_keeps_the_others(app: Flask) -> None:
    assert shown(app, "{{ 'run 3 of WA'|sentence }}{{ ''|sentence }}") == "Run 3 of WA"


def test_what_is_to_be_typed_is_set_apart_and_nothing_else_is_markup(app: Flask) -> None:
    words = "`agency serve` & <b>"
    assert shown(app, "{{ words|code }}", words=words) == (
        "<code>agency serve</code> &amp; &lt;b&gt;"
    )
