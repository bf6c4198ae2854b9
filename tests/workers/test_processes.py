"""How the processes of a worker begin and end."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import TypeVar

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

from agency.extensions import db
from agency.jobs import actions
from tests.jobs.ledger import added, claimed, look
from tests.workers.conftest import StartWorker, do_a_job, wait_for
from workers.processes import MEGABYTE, forget_connections, limit_memory

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
R = TypeVar("R")


@on_sqlite
def test_over_sqlite_jobs_are_done_as_well_and_an_idle_worker_stops_at_once(
    database: SQLAlchemy, start_worker: StartWorker
) -> None:
    worker = start_worker()
    do_a_job(worker)
    began = time.monotonic()
    assert worker.stop() == 0
    assert time.monotonic() - began < 20
    assert "Traceback" not in worker.said()


@on_postgresql
def test_a_worker_told_to_stop_finishes_what_is_short_and_gives_back_what_is_not(
    database: SQLAlchemy, start_worker: StartWorker
) -> None:
    worker = start_worker(AGENCY_STOP_SECONDS="4")
    long, short = added("sleeps", {"seconds": 300}), added("sleeps", {"seconds": 3})
    for job_id in (long, short):
        wait_for(job_id, "running", worker)
    assert look(long).attempts == 1
    assert worker.stop() == 0
    assert (look(short).state, look(short).attempts) == ("done", 1)
    job = look(long)
    assert (job.attempts, job.worker, job.last_error) == (0, None, None)
    assert list(actions.hint(3600)) == [long]
    assert claimed(long).attempts == 1
    assert "Traceback" not in worker.said()


def in_a_child(do: Callable[[], R]) -> R:
    """What comes of it in a process that is forked from this one."""
    context = get_context("fork")
    answer = context.SimpleQueue()
    child = context.Process(target=lambda: answer.put(do()))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    result: R = answer.get()
    return result


@on_postgresql
def test_processes_do_not_share_connections(database: SQLAlchemy, app: Flask) -> None:
    def session() -> int:
        number: int = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        db.session.rollback()
        return number

    def session_of_a_child() -> int:
        forget_connections(app)
        return session()

    ours = session()
    assert in_a_child(session_of_a_child) != ours
    assert session() == ours


def limit_after(megabytes: int, outside: int) -> int:
    """What may be used, in MB, if from outside so much is allowed."""
    resource.setrlimit(resource.RLIMIT_DATA, (outside, outside))
    limit_memory(megabytes)
    return resource.getrlimit(resource.RLIMIT_DATA)[0] // MEGABYTE


@pytest.mark.parametrize(
    ("outside", "expected"),
    [(resource.RLIM_INFINITY, 4096), (8192 * MEGABYTE, 4096), (1024 * MEGABYTE, 1024)],
)
def test_memory_is_limited_unless_less_is_allowed_already(outside: int, expected: int) -> None:
    assert in_a_child(lambda: limit_after(4096, outside)) == expected
