"""A small agency whose ledger is looked at, and whose nights are begun, by the tests of faults."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError

from agency import create_app
from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.extensions import db
from agency.jobs.actions import add, retry
from agency.jobs.kinds import wanted
from agency.jobs.models import Heartbeat, Job
from agency.jobs.queries import jobs, moment_now
from agency.matching.models import MatchRun, StoredSnapshot
from agency.matching.starting import MATCH_NIGHT, MATCH_SHARD
from agency.sampling.sample import Order, write_sample
from agency.sampling.writing import FILES
from agency.schema_version import upgrade_database
from config import Config
from tests.faults.processes import SOUND, Worker

Answer = TypeVar("Answer")

# Nights of the past, one after the other: none of them is the one that the schedule asks for.
DAY = date(2025, 1, 6)
CANDIDATES, ASSIGNMENTS, SEED = 150, 40, 1
# A dead worker's job is taken over this soon, so that a test need not wait for it.
HASTE = {"AGENCY_LEASE_SECONDS": "3", "AGENCY_TICK_SECONDS": "1"}
PATIENCE = 120.0  # seconds; what takes longer than this to recover has not recovered
SUPERVISED_EVERY = 0.1  # seconds


@dataclass
class Agency:
    """An agency over a database, its workers, and the application as somebody there uses it.

    ``settings`` is the environment of each of its processes.
    """

    home: Path
    settings: dict[str, str]
    app: Flask
    workers: list[Worker] = field(default_factory=list)
    nights: int = 0
    restarts: int = 0

    @contextmanager
    def at_work(
        self,
        *arguments: str,
        program: Sequence[str] = SOUND,
        settings: Mapping[str, str] | None = None,
        log: str = "worker.log",
    ) -> Iterator[Worker]:
        """A worker that has been started; it is stopped at the end of the block."""
        worker = Worker(self.home / log, {**self.settings, **(settings or {})}, program, *arguments)
        worker.start()
        self.workers.append(worker)
        try:
            yield worker
        finally:
            self.workers.remove(worker)
            worker.kill()

    def forget(self) -> None:
        """Remove all that was ever done here; what people wrote stays.

        The night that the schedule would ask for is over, so that there are none but ours.
        """

        def remove() -> None:
            for model in (MatchRun, StoredSnapshot, Job, Heartbeat):
                db.session.execute(delete(model))
            for night in wanted(moment_now()):
                add(night.kind, night.args, unique_key=night.unique_key)
            db.session.execute(update(Job).values(state="done"))
            db.session.commit()

        self.ask(remove)

    def supervise(self) -> None:
        """Start again the workers that have died, as a service manager does."""
        for worker in self.workers:
            if not worker.lives():
                worker.start()
                self.restarts += 1

    def ask(self, question: Callable[[], Answer], patience: float = PATIENCE) -> Answer:
        """The answer of the database, as soon as it gives one; nothing stays open."""
        deadline = time.monotonic() + patience
        while True:
            try:
                with self.app.app_context():
                    return question()
            except OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def wait_until(self, happened: Callable[[], bool], what: str) -> float:
        """Wait for what the database shows, workers being started again; the seconds it took."""
        began = time.monotonic()
        while not self.ask(happened):
            self.supervise()
            if time.monotonic() - began > PATIENCE:
                raise AssertionError(f"{what}, after {PATIENCE:.0f} s\n{self.said()}")
            time.sleep(SUPERVISED_EVERY)
        return time.monotonic() - began

    def said(self) -> str:
        """The state of the ledger, and the end of what workers have said."""
        open_jobs = self.ask(lambda: [_described(job) for job in jobs() if job.state != "done"])
        logs = [file.read_text(errors="replace")[-4000:] for file in self.home.glob("*.log")]
        return "\n".join([*open_jobs, *logs])

    @property
    def day(self) -> date:
        """The as-of day of the night that was begun last."""
        return DAY + timedelta(days=self.nights)

    def begin_night(self) -> date:
        """Have the next day's night begun; its as-of day."""
        self.nights += 1
        day = self.day

        def begin() -> None:
            add(MATCH_NIGHT, {"as_of": day.isoformat()}, unique_key=f"{MATCH_NIGHT}:{day}")
            db.session.commit()

        self.ask(begin)
        return day

    def run_of(self, day: date) -> MatchRun | None:
        """The full run as of a day; call it in the application's context."""
        return db.session.scalars(
            select(MatchRun).where(MatchRun.as_of == day, MatchRun.parent_id.is_(None))
        ).one_or_none()

    def state_of(self, day: date) -> str | None:
        """The state of the night of ``day``; None if it has not begun."""
        return self.ask(lambda: run.state if (run := self.run_of(day)) else None)

    def wait_for_night(self, day: date) -> float:
        """Wait until the run as of ``day`` is complete; the seconds it took."""
        return self.wait_until(
            lambda: self.state_of(day) == "complete", f"the night of {day} is not complete"
        )

    def wait_for_shard(self) -> Job:
        """Wait until somebody works on a shard; the job."""
        found: list[Job] = []

        def happened() -> bool:
            found[:] = [
                job for job in jobs(state="running") if job.kind == MATCH_SHARD and job.worker
            ]
            return bool(found)

        self.wait_until(happened, "nobody works on a shard")
        return found[0]

    def hurry(self) -> None:
        """Let the time pass that a job waits for after an error."""

        def pass_time() -> None:
            waiting = Job.state == "running", Job.worker.is_(None), Job.lease_until > moment_now()
            db.session.execute(
                update(Job).where(*waiting).values(lease_until=moment_now(), hinted_at=None)
            )
            db.session.commit()

        self.ask(pass_time)

    def retry_dead(self) -> int:
        """Have what is dead tried again, as somebody who looks at the board would; how many."""

        def again() -> int:
            dead = [job.id for job in jobs(state="dead")]
            db.session.rollback()
            for job_id in dead:
                retry(job_id)
            return len(dead)

        return self.ask(again)


def _described(job: Job) -> str:
    lease = f", held until {job.lease_until} by {job.worker}" if job.state == "running" else ""
    return f"job {job.id}: {job.kind} {job.state}, attempt {job.attempts}{lease}: {job.last_error}"


@contextmanager
def new_agency(
    home: Path, database_url: str, redis_url: str = "", order: Order | None = None
) -> Iterator[Agency]:
    """An agency of made-up people; its tables are made in an empty database."""
    settings = {
        "AGENCY_DATABASE_URL": database_url,
        "AGENCY_REDIS_URL": redis_url,
        "AGENCY_HOME": str(home),
        **HASTE,
    }
    app = create_app(Config.from_environment(settings))
    with app.app_context():
        fill(home / "sample", order or Order(CANDIDATES, ASSIGNMENTS, SEED, DAY))
    try:
        yield Agency(home, settings, app)
    finally:
        with app.app_context():
            db.engine.dispose()


def fill(folder: Path, order: Order) -> None:
    """Make the tables, and import a sample."""
    upgrade_database()
    write_sample(order, folder)
    for kind in KINDS:
        report = import_file(kind, folder / FILES[kind])
        assert not report.refused, report.refused_rows
