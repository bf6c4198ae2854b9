"""Workers as processes of their own, over the database of a test and a real Redis."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import pytest

from agency.extensions import db
from agency.jobs import queries
from tests.jobs.ledger import added, look, written
from tests.processes import PATIENCE, Running, environment, wait_until

ROOT = Path(__file__).parents[2]
StartWorker = Callable[..., Running]


@pytest.fixture
def start_worker(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[StartWorker]:
    """Start `agency worker` with further arguments and settings; all are stopped after the test."""
    numbers = count()
    with ExitStack() as stack:

        def start(*arguments: str, **settings: str) -> Running:
            log = tmp_path / f"worker-{next(numbers)}.log"
            places = {"AGENCY_DATABASE_URL": database_url, "AGENCY_REDIS_URL": redis_url}
            return stack.enter_context(worker_running(log, arguments, places | settings))

        yield start


@pytest.fixture(scope="module")
def worker(
    migrated_postgresql_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """One worker over PostgreSQL for all tests of a module, hasty and short of memory."""
    settings = {
        "AGENCY_DATABASE_URL": migrated_postgresql_url,
        "AGENCY_REDIS_URL": redis_url,
        "AGENCY_LEASE_SECONDS": "2",
        "AGENCY_JOB_MEMORY_MB": "512",
    }
    with worker_running(tmp_path_factory.mktemp("worker") / "log", (), settings) as running:
        yield running


@contextmanager
def worker_running(
    log: Path, arguments: tuple[str, ...], settings: dict[str, str]
) -> Iterator[Running]:
    common = {"AGENCY_HOME": str(log.parent), "AGENCY_TICK_SECONDS": "1"}
    with (
        log.open("wb") as file,
        subprocess.Popen(
            [sys.executable, "-m", "tests.workers.command", "worker", *arguments],
            cwd=ROOT,
            env=environment(common | settings),
            stdout=file,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        running = Running(process, log)
        try:
            wait_until(lambda: "ready." in running.said(), running)
            yield running
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(job_id: int, state: str, running: Running) -> None:
    """Wait until the job is in that state, held by a worker if it runs."""

    def reached() -> bool:
        job = look(job_id)
        return job.state == state and (state != "running" or job.worker is not None)

    wait_until(reached, running)


def do_a_job(worker: Running) -> None:
    """Have one done and another not, which is not due."""
    later = added(due_in=3600)
    job_id = added("writes", {"name": "of a worker"})
    wait_for(job_id, "done", worker)
    assert written("of a worker")
    assert look(job_id).attempts == 1
    assert look(later).state == "pending"
    assert queries.heartbeat_age() is not None
    db.session.rollback()
