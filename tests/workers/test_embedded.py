"""Without Redis a thread of the serving process keeps the schedule."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from agency import clock
from agency.extensions import db
from agency.matching.actions import match
from agency.matching.models import MatchRun
from agency.settings import settings, today
from config import RANKING_FILE
from tests.builders import make_assignment, make_candidate, make_credential
from workers.embedded import Embedded

DAY = timedelta(days=1)
AT_ONCE = {"look_every": 0.02, "retry_after": 0.02}


def people_and_work() -> None:
    """Somebody eligible, and somebody who is not."""
    make_credential(make_candidate())
    make_candidate()
    start = today() + 30 * DAY
    make_assignment(starts_on=start, ends_on=start + 30 * DAY, client_requirements=())
    db.session.commit()


def runs() -> int:
    return db.session.scalar(select(func.count()).select_from(MatchRun)) or 0


def eventually(app: Flask, true: Callable[[], bool]) -> bool:
    """Whether something becomes true in the database within half a minute."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with app.app_context():
            if true():
                return True
        time.sleep(0.02)
    return False


def test_a_missed_night_is_caught_up_at_the_start(app: Flask) -> None:
    with app.app_context():
        people_and_work()
    with Embedded(app, **AT_ONCE):
        assert eventually(app, lambda: runs() == 1)
    with app.app_context():
        run = db.session.scalars(select(MatchRun)).one()
        assert (run.as_of, run.state) == (today(), "complete")
        assert run.counts["pairs"]["eligible"] == 1


def test_a_night_that_is_done_is_not_done_again(database: SQLAlchemy, app: Flask) -> None:
    people_and_work()
    match(today(), settings())
    people_and_work()  # so that matching again would be another run
    Embedded(app).do_what_is_due(clock.now())
    assert runs() == 1


def test_a_match_as_of_a_day_to_come_is_not_taken_for_the_night(
    database: SQLAlchemy, app: Flask
) -> None:
    people_and_work()
    match(today() + DAY, settings())
    Embedded(app).do_what_is_due(clock.now())
    assert runs() == 2


def test_every_night_is_matched_once(database: SQLAlchemy, app: Flask) -> None:
    embedded, now = Embedded(app), clock.now()
    for night in range(3):
        people_and_work()
        embedded.do_what_is_due(now + night * DAY)
        embedded.do_what_is_due(now + night * DAY)
        assert runs() == night + 1


def test_a_night_that_fails_is_logged_and_tried_again(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ranking = tmp_path / "ranking.toml"
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], ranking_file=ranking)
    with Embedded(app, **AT_ONCE):
        assert eventually(app, lambda: "scheduled work failed" in caplog.text)
        ranking.write_bytes(RANKING_FILE.read_bytes())
        assert eventually(app, lambda: runs() == 1)
    (failure, *_) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert failure.exc_info


def test_it_stops_at_once_when_nothing_is_under_way(app: Flask) -> None:
    with Embedded(app, look_every=3600, retry_after=3600):
        assert eventually(app, lambda: runs() == 1)
        began = time.monotonic()
    assert time.monotonic() - began < 5
