"""What can wait waits until the quiet hours end where its reader lives, whatever clocks do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st

from agency import clock
from agency.notices.actions import Draft
from agency.notices.quiet import Hours, quiet_until
from tests.builders import make_candidate
from tests.notices.outbox import ANN, RUTH, due_in_seconds, hurry, look, posted, work_off_due
from tests.notices.post_office import PostOffice, mailing_through

NIGHT = time(21), time(8)
NEW_YORK, PHOENIX = "America/New_York", "America/Phoenix"
# 14 March and 7 November 2027 are the days on which New York changes its clocks.
ZONES = [NEW_YORK, PHOENIX, "America/Los_Angeles", "Pacific/Guam", "Australia/Lord_Howe"]
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
HOURS = st.tuples(st.times(), st.times()).map(
    lambda two: tuple(one.replace(second=0, microsecond=0) for one in two)
)


@pytest.mark.parametrize(
    ("now", "hours", "zone", "until"),
    [
        ("2027-01-11T01:59", NIGHT, NEW_YORK, None),  # 20:59 there
        ("2027-01-11T02:00", NIGHT, NEW_YORK, "2027-01-11T13:00"),
        ("2027-01-11T12:59", NIGHT, NEW_YORK, "2027-01-11T13:00"),
        ("2027-01-11T13:00", NIGHT, NEW_YORK, None),
        ("2027-01-11T02:00", NIGHT, PHOENIX, None),  # 19:00 there
        ("2027-01-11T14:59", NIGHT, PHOENIX, "2027-01-11T15:00"),
        ("2027-01-11T17:30", (time(12), time(13)), NEW_YORK, "2027-01-11T18:00"),
        # An hour is left out in the night, and it is eight an hour sooner.
        ("2027-03-14T03:00", NIGHT, NEW_YORK, "2027-03-14T12:00"),
        # An hour is there twice, and it is eight an hour later.
        ("2027-11-07T02:00", NIGHT, NEW_YORK, "2027-11-07T13:00"),
        # They end at a time of day that there is not that day.
        ("2027-03-14T06:00", (time(0), time(2, 30)), NEW_YORK, "2027-03-14T07:00"),
        # It is half past one twice, and between the two it is quiet again.
        ("2027-11-07T05:00", (time(0), time(1, 30)), NEW_YORK, "2027-11-07T05:30"),
        ("2027-11-07T06:00", (time(0), time(1, 30)), NEW_YORK, "2027-11-07T06:30"),
    ],
)
def test_mail_waits_until_quiet_hours_end_there(
    now: str, hours: Hours, zone: str, until: str | None
) -> None:
    end = datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None
    assert quiet_until(datetime.fromisoformat(now).replace(tzinfo=UTC), hours, zone) == end


def test_where_there_are_no_quiet_hours_nothing_waits() -> None:
    assert quiet_until(datetime(2027, 1, 11, 5, tzinfo=UTC), None, NEW_YORK) is None


def by_the_wall(moment: datetime, hours: Hours, zone: str) -> bool:
    """Whether a clock on the wall shows a quiet minute, counted from the first on."""
    minutes = [one.hour * 60 + one.minute for one in (moment.astimezone(ZoneInfo(zone)), *hours)]
    clock, first, last = minutes
    return (clock - first) % 1440 < (last - first) % 1440


@given(
    st.integers(0, 365 * 24 * 3600).map(lambda seconds: NEW_YEAR + timedelta(seconds=seconds)),
    HOURS.filter(lambda two: two[0] != two[1]),
    st.sampled_from(ZONES),
)
def test_it_leaves_at_the_first_minute_that_is_not_quiet(
    at: datetime, hours: Hours, zone: str
) -> None:
    until = quiet_until(at, hours, zone)
    assert (until is not None) == by_the_wall(at, hours, zone)
    if until is not None:
        assert at < until <= at + timedelta(hours=25)
        assert not by_the_wall(until, hours, zone)
        between = range(1, int((until - at).total_seconds() // 60))
        assert all(by_the_wall(until - timedelta(minutes=n), hours, zone) for n in between)


WASHINGTON, MANHATTAN = "98901", "10001"


@pytest.fixture
def night_in_washington(app: Flask, post_office: PostOffice) -> Iterator[datetime]:
    """Quiet hours that end there in an hour, and nowhere else; the moment they do."""
    there = clock.now().astimezone(ZoneInfo("America/Los_Angeles"))
    hours = tuple(
        (there + timedelta(hours=n)).time().replace(second=0, microsecond=0) for n in (-1, 1)
    )
    with mailing_through(app, post_office.url, quiet_hours=hours, timezone="Pacific/Guam"):
        yield clock.now() + timedelta(hours=1)


def person(home_zip: str | None) -> int:
    return make_candidate(home_zip=home_zip).id


def test_what_can_wait_waits_for_the_morning_where_she_lives(
    app: Flask, database: SQLAlchemy, post_office: PostOffice, night_in_washington: datetime
) -> None:
    about = {"topic": "renewal"}
    hers = posted(database, Draft(RUTH, "Hers", "t", candidate_id=person(WASHINGTON), **about))
    posted(database, Draft(ANN, "Guam", "t", candidate_id=person(None), **about))
    posted(database, Draft(ANN, "Manhattan", "t", candidate_id=person(MANHATTAN), **about))
    posted(database, Draft(RUTH, "A link", "t", candidate_id=person(WASHINGTON)))
    work_off_due(app, database)
    assert [one["Subject"] for one in post_office.mails] == ["Guam", "Manhattan", "A link"]
    mail = look(database, hers)
    assert (mail.state, mail.attempts) == ("waiting", 0)
    assert mail.due_at is not None
    assert abs(mail.due_at - night_in_washington) <= timedelta(minutes=1)
    assert 3500 < due_in_seconds(database) <= 3660


def test_a_try_that_falls_into_the_night_waits_as_well(
    app: Flask, database: SQLAlchemy, post_office: PostOffice, night_in_washington: datetime
) -> None:
    hers = Draft(RUTH, "Hers", "t", topic="renewal", candidate_id=person(WASHINGTON))
    mail_id = posted(database, hers)
    hurry(database)
    work_off_due(app, database)
    assert (look(database, mail_id).attempts, post_office.mails) == (0, [])
    assert 3500 < due_in_seconds(database) <= 3660
