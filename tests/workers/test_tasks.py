"""Real workers hand out and do the jobs of the ledger, over a real Redis."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy
from redis import Redis

from tests.jobs.ledger import added, look, written
from tests.processes import Running, wait_until
from tests.workers.conftest import StartWorker, do_a_job, wait_for

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@on_postgresql
def test_a_job_is_done_within_seconds(database: SQLAlchemy, worker: Running) -> None:
    do_a_job(worker)


@on_postgresql
def test_two_workers_each_with_a_beat_do_each_job_once(
    database: SQLAlchemy, worker: Running, start_worker: StartWorker
) -> None:
    other = start_worker()
    jobs = [added("writes", {"name": f"job {number}"}) for number in range(20)]
    wait_until(lambda: all(look(job_id).state == "done" for job_id in jobs), other)
    assert {look(job_id).attempts for job_id in jobs} == {1}
    assert all(written(f"job {number}") for number in range(20))
    assert "Traceback" not in other.said()


@on_postgresql
def test_a_job_whose_process_was_killed_is_done_by_another_after_the_lease(
    database: SQLAlchemy, worker: Running, tmp_path: Path
) -> None:
    job_id = added("kills once", {"marker": str(tmp_path / "marker")})
    wait_for(job_id, "done", worker)
    job = look(job_id)
    assert job.attempts == 2
    assert job.last_error is not None
    assert job.last_error.startswith("attempt 1: its worker vanished")


@on_postgresql
def test_a_job_that_eats_memory_fails_and_its_process_does_the_next(
    database: SQLAlchemy, worker: Running
) -> None:
    job_id = added("eats")
    wait_until(lambda: look(job_id).last_error is not None, worker)
    assert look(job_id).last_error == "attempt 1: needed more than 512 MB of memory"
    after = [added() for _ in range(4)]
    wait_until(lambda: all(look(one).state == "done" for one in after), worker)


@on_postgresql
def test_a_kind_of_another_version_is_tried_and_noted(
    database: SQLAlchemy, worker: Running
) -> None:
    job_id = added("of another version")
    wait_until(lambda: look(job_id).last_error is not None, worker)
    assert "knows no kind of job 'of another version'" in str(look(job_id).last_error)


@on_postgresql
def test_what_redis_forgets_is_told_again(
    database: SQLAlchemy, worker: Running, redis_url: str
) -> None:
    with Redis.from_url(redis_url) as client:
        jobs = [added("sleeps", {"seconds": 0.5}) for _ in range(6)]
        wait_until(lambda: look(jobs[-1]).hinted_at is not None, worker)
        client.flushdb()
    wait_until(lambda: all(look(job_id).state == "done" for job_id in jobs), worker)
    assert {look(job_id).attempts for job_id in jobs} == {1}
