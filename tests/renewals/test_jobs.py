"""Reminders go out once a morning of the agency's, whatever the clocks and the workers do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from agency.extensions import db
from agency.jobs.actions import Addition, add_all
from agency.jobs.models import Job
from agency.renewals import jobs, staff_digest
from agency.renewals.jobs import REMIND, REMIND_STAFF, mornings
from agency.renewals.models import StaffDigest
from agency.renewals.staff_digest import begins_a_week
from agency.settings import today
from tests.access.browsing import make_account
from tests.builders import make_candidate, make_credential
from tests.matching.working import work_off
from tests.renewals.people import BOOK, at_work, mails, person_with

NEW_YORK = ZoneInfo("America/New_York")


def keys(now: datetime) -> list[str]:
    return [one.unique_key for one in mornings(now)]


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2026-11-30T13:59", None),  # 08:59 in New York
        ("2026-11-30T14:00", "2026-11-30"),
        ("2026-12-01T04:59", "2026-11-30"),  # 23:59
        ("2026-12-01T05:00", None),  # the next day has begun, its morning has not
        ("2027-03-14T12:59", None),  # the day on which clocks go forward
        ("2027-03-14T13:00", "2027-03-14"),
        ("2027-11-07T13:30", None),  # the day on which they go back
        ("2027-11-07T14:00", "2027-11-07"),
    ],
)
def test_a_morning_begins_by_the_clock_of_the_agency(
    database: SQLAlchemy, utc: str, day: str | None
) -> None:
    expected = [f"{REMIND}:{day}", f"{REMIND_STAFF}:{day}"] if day else []
    assert keys(datetime.fromisoformat(utc).replace(tzinfo=UTC)) == expected


def test_every_day_of_a_year_has_one_morning(database: SQLAlchemy) -> None:
    moment = datetime(2026, 1, 1, tzinfo=NEW_YORK).astimezone(UTC)
    seen = {key for hour in range(24 * 365) for key in keys(moment + timedelta(hours=hour))}
    assert len(seen) == 2 * 365


def test_people_are_mailed_in_batches_and_once_however_often_it_runs(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agency.renewals.actions.BATCH", 2)
    for number in range(5):
        person_with(f"P{number}", 30, now=today())
    person_with("Far", 200, now=today())
    db.session.commit()
    for _ in range(2):
        add_all([Addition(REMIND), Addition(REMIND)])
        db.session.commit()
        work_off(app)
        assert sorted(one.to for one in mails()) == [f"p{n}@example.org" for n in range(5)]
    some = db.session.scalar(select(func.count()).where(Job.kind == jobs.REMIND_SOME))
    assert some == 6  # three batches, twice asked for at once


def test_what_is_renewed_before_a_batch_begins_is_not_named(
    database: SQLAlchemy, app: Flask
) -> None:
    she, card = person_with("Ann", 30, now=today())
    db.session.commit()
    store = jobs.remind({})
    store()
    assert card.expires_on is not None
    make_credential(she, "BLS-AHA", expires_on=card.expires_on + timedelta(days=700))
    db.session.commit()
    work_off(app)
    assert mails() == []


# The agency's own


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 11, 30), True),  # a Monday
        (date(2026, 12, 1), False),
        (date(2027, 1, 18), False),  # Birthday of Martin Luther King, Jr., a Monday
        (date(2027, 1, 19), True),
        (date(2027, 1, 20), False),
        (date(2027, 7, 5), False),  # Independence Day is a Sunday, so this Monday is kept
        (date(2027, 7, 6), True),
        (date(2026, 11, 29), False),
    ],
)
def test_a_week_begins_on_its_first_working_day(day: date, begins: bool) -> None:
    assert begins_a_week(day, BOOK.holidays) is begins


def test_staff_who_place_people_are_told_what_lapses(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff_digest, "begins_a_week", lambda *_: True)
    for email, role in (("rita", "recruiter"), ("ada", "admin"), ("cleo", "compliance")):
        make_account(app, f"{email}@example.org", role)
    now = today()
    she = make_candidate("C-Ann", first_name="Ann", email="ann@example.org")
    make_credential(she, expires_on=now + timedelta(days=900))
    make_credential(she, "BLS-AHA", number="SECRET-7", expires_on=now + timedelta(days=9))
    at_work(she, "Cedar", now - timedelta(days=5), now + timedelta(days=30))
    db.session.commit()
    for _ in range(2):
        add_all([Addition(REMIND_STAFF)])
        db.session.commit()
        work_off(app)
    told = [one for one in mails() if one.topic == "lapses"]
    assert [one.to for one in told] == ["ada@example.org", "rita@example.org"]
    text = told[0].text or ""
    assert "Cedar Clinic" in text
    assert "21 days uncovered; nothing under way" in text
    assert "SECRET-7" not in text
    assert db.session.scalar(select(func.count()).select_from(StaffDigest)) == 2


def test_where_nothing_lapses_nobody_of_the_agency_is_told(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff_digest, "begins_a_week", lambda *_: True)
    make_account(app, "rita@example.org", "recruiter")
    add_all([Addition(REMIND_STAFF)])
    db.session.commit()
    work_off(app)
    assert [one for one in mails() if one.topic == "lapses"] == []
