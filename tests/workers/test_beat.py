"""The beat of a worker lives as long as the worker, and no longer."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest
from celery import Celery
from flask_sqlalchemy import SQLAlchemy

from agency.extensions import db
from agency.jobs import queries
from tests.jobs.ledger import added
from tests.processes import Running, wait_until
from tests.workers.conftest import StartWorker, wait_for
from workers.celery_app import SETTINGS
from workers.tasks import TICK

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def children(worker: Running) -> set[int]:
    pid = worker.process.pid
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def beats(worker: Running) -> set[int]:
    """The children that do no jobs."""
    doing_jobs = re.findall(r"process (\d+) may use", worker.said())
    return children(worker) - set(map(int, doing_jobs))


def is_gone(pid: int) -> bool:
    """Whether a process has ended, if perhaps nobody has taken note yet."""
    try:
        return " Z " in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True


def test_a_beat_that_was_killed_is_started_again_and_ends_when_the_worker_is_killed(
    database: SQLAlchemy, start_worker: StartWorker
) -> None:
    worker, bystander = start_worker(), os.getpid()
    wait_until(lambda: len(beats(worker)) == 1, worker)
    (beat,) = beats(worker)
    os.kill(beat, signal.SIGKILL)
    wait_until(lambda: "beat has died; it is started again" in worker.said(), worker)
    wait_until(lambda: bool(beats(worker) - {beat}), worker)
    wait_for(added(), "done", worker)
    left = children(worker)
    assert len(left) == 3
    worker.process.kill()
    worker.process.wait()
    for _ in range(1000):
        if all(map(is_gone, left)):
            break
        time.sleep(0.02)
    assert {pid for pid in left if not is_gone(pid)} == set()
    assert not is_gone(bystander)


def test_without_a_beat_a_worker_waits_for_the_ticks_of_another(
    database: SQLAlchemy, start_worker: StartWorker, redis_url: str
) -> None:
    worker = start_worker("--no-beat")
    # A child that has just begun has not said yet that it does jobs.
    wait_until(lambda: bool(children(worker)) and not beats(worker), worker)
    assert queries.heartbeat_age() is None
    db.session.rollback()
    job_id = added()
    with Celery(broker=redis_url) as another:
        another.conf.update(SETTINGS)
        another.send_task(TICK)
    wait_for(job_id, "done", worker)
    assert not beats(worker)
