"""Without Redis a thread of the serving process does the jobs of the ledger."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency import create_app
from agency.extensions import db
from agency.jobs import actions, kinds, queries
from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule
from tests.jobs.ledger import added, claimed, configure, look, nothing, writes, written
from workers.embedded import Embedded

FOREVER = 30


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    """Kinds of our own, and no schedules but ours."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    monkeypatch.setattr(kinds, "_schedules", {})
    register(
        Kind("writes", lambda args: writes(args["name"])),
        Kind("sleeps", sleeps),
        Kind("raises", raises),
    )
    configure(app, tick_seconds=1)


def sleeps(args: Args) -> Store:
    end = time.monotonic() + args["seconds"]
    while time.monotonic() < end:
        time.sleep(0.01)
    return nothing


def raises(_args: Args) -> Store:
    raise ValueError


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + FOREVER
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_done(job_id: int) -> bool:
    return look(job_id).state == "done"


def is_held(job_id: int) -> bool:
    return look(job_id).worker is not None


def test_what_is_due_is_done_and_what_is_wanted_is_added(database: SQLAlchemy, app: Flask) -> None:
    later = added(due_in=3600)
    waiting = added("writes", {"name": "waited"})
    register_schedule("nightly", lambda _: [Wanted("writes", "night", {"name": "wanted"})])
    with Embedded(app):
        wait_until(lambda: is_done(waiting) and written("wanted"))
        arrived = added("writes", {"name": "arrived"})
        wait_until(lambda: is_done(arrived))
    assert written("waited")
    assert written("arrived")
    assert look(later).state == "pending"


def test_while_there_is_work_it_does_not_pause(database: SQLAlchemy, app: Flask) -> None:
    configure(app, tick_seconds=60)
    follow_up = "follow-up"

    def work(_args: Args) -> Store:
        return lambda: actions.add("writes", {"name": follow_up})

    register(Kind("adds", work))
    first = added("adds")
    with Embedded(app):
        wait_until(lambda: is_done(first))
        wait_until(lambda: written(follow_up))


def test_a_job_that_fails_stops_nobody(
    database: SQLAlchemy, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    failing = added("raises")
    unknown = added("of another version")
    good = added()
    with Embedded(app):
        wait_until(lambda: is_done(good))
    assert look(failing).last_error == "attempt 1: ValueError"
    assert "of another version" in str(look(unknown).last_error)


def test_what_goes_wrong_outside_the_jobs_is_logged_and_tried_again(
    database: SQLAlchemy, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[None] = []

    def schedule(_now: object) -> list[Wanted]:
        tries.append(None)
        if len(tries) == 1:
            raise ZeroDivisionError
        return []

    register_schedule("broken at first", schedule)
    job_id = added()
    with Embedded(app):
        wait_until(lambda: is_done(job_id))
    assert "background work failed; it is tried again" in caplog.text


def test_it_stops_at_once_when_nothing_is_under_way(database: SQLAlchemy, app: Flask) -> None:
    configure(app, tick_seconds=60)
    job_id = added()
    with Embedded(app):
        wait_until(lambda: is_done(job_id))
        began = time.monotonic()
    assert time.monotonic() - began < 5


def test_the_job_in_hand_is_finished_and_no_other_begun(database: SQLAlchemy, app: Flask) -> None:
    first, second = added("sleeps", {"seconds": 0.5}), added("sleeps", {"seconds": 0.5})
    with Embedded(app):
        wait_until(lambda: is_held(first))
    assert is_done(first)
    assert (look(second).state, look(second).attempts) == ("pending", 0)


def test_a_job_in_hand_that_takes_too_long_is_given_back(database: SQLAlchemy, app: Flask) -> None:
    configure(app, stop_seconds=1)
    job_id = added("sleeps", {"seconds": 300})
    with Embedded(app):
        wait_until(lambda: is_held(job_id))
        began = time.monotonic()
    assert 0.9 < time.monotonic() - began < FOREVER
    job = look(job_id)
    assert (job.attempts, job.worker, job.last_error) == (0, None, None)
    assert claimed(job_id).attempts == 1


def test_several_over_one_database_do_each_job_once(database: SQLAlchemy, app: Flask) -> None:
    other = create_app(app.config["SETTINGS"])  # with connections of its own, as a process has
    kinds._schedules.clear()
    jobs = [added("writes", {"name": f"job {number}"}) for number in range(30)]
    with ExitStack() as stack:
        for one in (app, other, app):
            stack.enter_context(Embedded(one))
        wait_until(lambda: all(map(is_done, jobs)))
    assert {look(job_id).attempts for job_id in jobs} == {1}
    assert queries.jobs_by_state()["dead"] == 0
    db.session.rollback()
    with other.app_context():
        db.engine.dispose()
