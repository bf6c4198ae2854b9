"""How days, moments and numbers are written on pages."""

from datetime import UTC, datetime

from flask import Flask, render_template_string


def shown(app: Flask, template: str, **values: object) -> str:
    with app.app_context():
        return render_template_string(template, **values)


def test_a_moment_is_told_by_the_clock_of_the_agency(app: Flask) -> None:
    midnight = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
    assert shown(app, "{{ moment|moment }}", moment=midnight) == "23 Nov 2026, 21:05"


def test_a_day_has_its_month_in_letters(app: Flask) -> None:
    day = datetime(2027, 3, 1, tzinfo=UTC).date()
    assert shown(app, "{{ day|day }}", day=day) == "1 Mar 2027"


def test_thousands_are_set_off(app: Flask) -> None:
    assert shown(app, "{{ 3186|number }} {{ 12|number }}") == "3,186 12"
