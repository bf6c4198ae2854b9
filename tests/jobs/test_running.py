"""Doing one job: what comes of it, whatever the work does."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

from agency.extensions import db
from agency.jobs import actions
from agency.jobs.interrupting import Interruptible, Stopping
from agency.jobs.kinds import Args, Kind, Store, register
from agency.jobs.running import run_job, worker_name
from tests.jobs.ledger import (
    Elsewhere,
    added,
    claimed,
    configure,
    lease_over,
    look,
    nothing,
    writes,
    written,
)
from workers.tasks import stopped_by_sigterm

FOREVER = 30


@pytest.fixture(autouse=True)
def _kinds() -> None:
    register(
        Kind("writes", lambda args: writes(args["name"])),
        Kind("raises", raises),
        Kind("loops", loops),
        Kind("eats", eats),
        Kind("stores badly", lambda _: breaks),
    )


def raises(_args: Args) -> Store:
    raise ValueError("first line\nsecond line")


def breaks() -> None:
    writes("half")()
    raise ValueError("while storing")


def loops(_args: Args) -> Store:
    end = time.monotonic() + FOREVER
    while time.monotonic() < end:
        try:
            time.sleep(0.01)
        except Exception:
            continue
    return nothing


def eats(_args: Args) -> Store:
    raise MemoryError


@pytest.fixture
def hasty(app: Flask) -> Flask:
    """Leases of a second, jobs of at most two."""
    configure(app, lease_seconds=1, job_seconds=2)
    return app


def run(job_id: int, app: Flask) -> bool:
    """One more attempt, even if the pause after the last is not over."""
    if look(job_id).state == "running":
        lease_over(job_id)
    return run_job(app, job_id)


def test_a_job_is_done_and_its_result_written(database: SQLAlchemy, app: Flask) -> None:
    other = added("writes", {"name": "other"})
    job_id = added("writes", {"name": "this"})
    assert run_job(app, job_id)
    assert look(job_id).state == "done"
    assert written("this")
    assert not written("other")
    assert look(other).state == "pending"


def test_what_is_not_to_be_had_is_not_done(database: SQLAlchemy, app: Flask) -> None:
    job_id = added("writes", {"name": "this"})
    claimed(job_id, "somebody")
    assert not run_job(app, job_id)
    assert not written("this")
    assert look(job_id).worker == "somebody"


def test_what_the_session_had_begun_is_given_up(database: SQLAlchemy, app: Flask) -> None:
    job_id = added()
    writes("begun")()
    assert run_job(app, job_id)
    assert not written("begun")


def test_whoever_works_goes_by_machine_process_and_thread(
    database: SQLAlchemy, app: Flask, elsewhere: Elsewhere
) -> None:
    seen: list[str | None] = []

    def work(args: Args) -> Store:
        seen.append(look(args["id"]).worker)
        return nothing

    register(Kind("names", work))
    before = added()
    here, there = added("names", {"id": before + 1}), added("names", {"id": before + 2})
    assert run_job(app, here)
    assert elsewhere.begin(lambda: run_job(app, there)).result(FOREVER)
    assert seen[0] == worker_name()
    assert str(os.getpid()) in worker_name()
    assert str(seen[1]).startswith(f"{worker_name()}:")


def test_an_error_is_noted_in_one_line_and_the_job_waits(database: SQLAlchemy, app: Flask) -> None:
    job_id = added("raises")
    assert not run_job(app, job_id)
    job = look(job_id)
    assert (job.state, job.worker, job.attempts) == ("running", None, 1)
    assert job.last_error == "attempt 1: ValueError: first line"


def test_an_error_while_writing_leaves_nothing_written(database: SQLAlchemy, app: Flask) -> None:
    job_id = added("stores badly")
    assert not run_job(app, job_id)
    assert look(job_id).last_error == "attempt 1: ValueError: while storing"
    assert not written("half")


def test_an_error_of_the_database_is_noted_without_the_values(
    database: SQLAlchemy, app: Flask
) -> None:
    def work(_args: Args) -> Store:
        db.session.execute(text("SELECT nonsense, :secret"), {"secret": "Lindqvist"})
        return nothing

    register(Kind("asks", work))
    job_id = added("asks")
    assert not run_job(app, job_id)
    error = look(job_id).last_error
    assert error is not None
    assert "nonsense" in error
    assert "Lindqvist" not in error


def test_three_errors_are_death(database: SQLAlchemy, app: Flask) -> None:
    job_id = added("raises")
    for _ in range(5):
        assert not run(job_id, app)
        if look(job_id).state == "dead":
            break
    job = look(job_id)
    assert (job.state, job.attempts) == ("dead", 3)
    assert job.last_error == "attempt 3: ValueError: first line"


def test_a_kind_that_this_version_does_not_know_is_never_dropped_in_silence(
    database: SQLAlchemy, app: Flask
) -> None:
    job_id = added("of another version")
    assert not run(job_id, app)
    assert look(job_id).state == "running"
    run(job_id, app), run(job_id, app)
    job = look(job_id)
    assert job.state == "dead"
    assert job.last_error is not None
    assert "this version knows no kind of job 'of another version'" in job.last_error


def test_a_job_that_asks_for_too_much_memory_fails_with_the_limit(
    database: SQLAlchemy, app: Flask
) -> None:
    configure(app, job_memory_mb=512)
    job_id = added("eats")
    assert not run_job(app, job_id)
    assert look(job_id).last_error == "attempt 1: needed more than 512 MB of memory"


def test_a_job_that_loops_is_ended_at_the_limit(database: SQLAlchemy, hasty: Flask) -> None:
    job_id = added("loops")
    began = time.monotonic()
    assert not run_job(hasty, job_id)
    assert 1.9 < time.monotonic() - began < FOREVER / 2
    assert look(job_id).last_error == "attempt 1: took longer than 2 seconds"


def test_the_lease_is_renewed_while_the_work_lasts(
    database: SQLAlchemy, app: Flask, elsewhere: Elsewhere
) -> None:
    configure(app, lease_seconds=3)

    def work(_args: Args) -> Store:
        time.sleep(4)
        return writes("slow")

    register(Kind("slow", work))
    job_id = added("slow")
    working = elsewhere.begin(lambda: run_job(app, job_id))
    thieves = 0
    while not working.done():
        thieves += look(job_id).worker is not None and actions.claim(job_id, "thief") is not None
        time.sleep(0.05)
    assert working.result()
    assert thieves == 0
    assert written("slow")


def test_whoever_loses_the_lease_stops_and_writes_nothing(
    database: SQLAlchemy, hasty: Flask, elsewhere: Elsewhere
) -> None:
    job_id = added("loops")
    working = elsewhere.begin(lambda: run_job(hasty, job_id))
    thief = None
    while thief is None:
        if look(job_id).state == "running":
            lease_over(job_id)  # as if the holder had been frozen for a while
            thief = actions.claim(job_id, "thief")
    assert not working.result(FOREVER / 2)
    job = look(job_id)
    assert (job.worker, job.fence, job.attempts) == ("thief", thief.fence, 2)
    assert actions.finish(thief, nothing)


def test_a_job_that_is_stopped_is_given_back_with_its_attempt(
    database: SQLAlchemy, app: Flask, elsewhere: Elsewhere
) -> None:
    job_id = added("loops")
    work = Interruptible()

    def until_stopped() -> str:
        try:
            run_job(app, job_id, work)
        except Stopping:
            return "stopped"
        return "done"

    working = elsewhere.begin(until_stopped)
    while look(job_id).state != "running":
        time.sleep(0.01)
    work.stop()
    assert working.result(FOREVER / 2) == "stopped"
    job = look(job_id)
    assert (job.attempts, job.worker, job.last_error) == (0, None, None)
    assert claimed(job_id).attempts == 1


def test_what_is_being_written_is_written_before_the_stop(database: SQLAlchemy, app: Flask) -> None:
    def store() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        writes("to the end")()

    register(Kind("stopped while storing", lambda _: store))
    job_id = added("stopped while storing")
    with stopped_by_sigterm() as work:
        assert run_job(app, job_id, work)
    assert look(job_id).state == "done"
    assert written("to the end")


@pytest.mark.parametrize("why", [KeyboardInterrupt, SystemExit])
def test_what_ends_the_process_gives_the_job_back(
    database: SQLAlchemy, app: Flask, why: type[BaseException]
) -> None:
    def work(_args: Args) -> Store:
        raise why

    register(Kind("ends", work))
    job_id = added("ends")
    with pytest.raises(why):
        run_job(app, job_id)
    assert look(job_id).attempts == 0
    assert claimed(job_id).attempts == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_connections_that_break_during_the_work_are_made_anew(
    database: SQLAlchemy, hasty: Flask, elsewhere: Elsewhere
) -> None:
    """Of the worker that reads and of the thread that renews its lease, all connections end."""

    def work(_args: Args) -> Store:
        db.session.execute(text("SELECT 1"))
        end = time.monotonic() + 1.2
        while time.monotonic() < end:
            elsewhere.begin(end_all_connections).result(30)
            time.sleep(0.1)
        raise ValueError("and then this")

    def end_all_connections() -> None:
        db.session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        db.session.rollback()

    register(Kind("cut off", work))
    job_id = added("cut off")
    db.session.remove()
    assert not run_job(hasty, job_id)
    assert look(job_id).last_error == "attempt 1: ValueError: and then this"


def test_no_thread_is_left(database: SQLAlchemy, app: Flask) -> None:
    before = threading.active_count()
    for kind in ("canary", "raises"):
        run_job(app, added(kind))
    assert threading.active_count() == before
