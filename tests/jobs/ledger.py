"""The ledger as the tests see it: jobs by their ids, and others who are at work elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import select, update

from agency import clock
from agency.extensions import begin_write, db
from agency.jobs import actions, queries
from agency.jobs.claims import Claim
from agency.jobs.database_clock import in_seconds
from agency.jobs.models import Heartbeat, Job

R = TypeVar("R")
HERE = "here"


def added(kind: str = "canary", args: dict[str, Any] | None = None, **options: Any) -> int:
    """A committed job; its id."""
    actions.add(kind, args, **options)
    db.session.commit()
    job_id = db.session.scalars(select(Job.id).order_by(Job.id.desc()).limit(1)).one()
    db.session.rollback()
    return job_id


def claimed(job_id: int, worker: str = HERE) -> Claim:
    """A claim that must succeed."""
    claim = actions.claim(job_id, worker)
    assert claim
    return claim


def look(job_id: int) -> Job:
    """The job as it is now, apart from any session."""
    with db.session.no_autoflush:
        job = db.session.get_one(Job, job_id, populate_existing=True)
    db.session.expunge(job)
    db.session.rollback()
    return job


def now() -> datetime:
    """The time on the database's clock."""
    moment = queries.moment_now()
    db.session.rollback()
    return moment


def lease_over(job_id: int) -> None:
    """As if the lease, or the pause before another attempt, had run out a second ago."""
    _set(job_id, lease_until=in_seconds(-1))


def hinted_ago(job_id: int, seconds: float) -> None:
    """As if somebody had been told of the job so many seconds ago."""
    _set(job_id, hinted_at=in_seconds(-seconds))


def _set(job_id: int, **values: Any) -> None:
    begin_write()
    db.session.execute(update(Job).where(Job.id == job_id).values(**values))
    db.session.commit()


def nothing() -> None:
    """A result that needs no writing."""


def writes(name: str) -> Callable[[], None]:
    """A result that can be found again with `written`."""

    def store() -> None:
        db.session.add(Heartbeat(name=name, beat_at=clock.now()))
        db.session.flush()

    return store


def written(name: str) -> bool:
    found = db.session.scalar(select(Heartbeat.name).where(Heartbeat.name == name)) is not None
    db.session.rollback()
    return found


def configure(app: Flask, **settings: Any) -> None:
    """Other settings for the rest of the test."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **settings)


class Elsewhere:
    """Threads with database connections of their own, as other processes have."""

    def __init__(self, app: Flask, pool: ThreadPoolExecutor) -> None:
        self._app, self._pool = app, pool

    def begin(self, do: Callable[[], R]) -> Future[R]:
        """Have it done while the test goes on."""
        return self._pool.submit(self._in_context, do)

    def at_once(self, times: int, do: Callable[[], R]) -> list[R]:
        """Have it done several times, as nearly as can be at one moment."""
        barrier = Barrier(times)

        def together() -> R:
            db.session.connection()  # made before, so that only the deed itself is raced
            db.session.rollback()
            barrier.wait(30)
            return do()

        return [future.result(60) for future in [self.begin(together) for _ in range(times)]]

    def _in_context(self, do: Callable[[], R]) -> R:
        with self._app.app_context():
            return do()
