"""The two tasks of Celery: `tick` finds out what must be done and tells of it, `run_job` does one.

Neither carries anything but a number, and what a message says is only a hint: delivered late,
twice or never, it changes when a job is done and nothing else.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from celery import Celery
from flask import Flask

from agency.jobs import running, ticking
from agency.jobs.interrupting import Interruptible, Stopping
from config import Config

TICK = "tick"
RUN_JOB = "run_job"
TICK_EXPIRES = 10  # seconds; of ticks that nobody took for so long one is as good as all
TICK_LIMIT = 60  # seconds; a tick takes milliseconds, so this one hangs


def add_tasks(celery: Celery, app: Flask) -> None:
    """Make the tasks known to ``celery``, working over the database of ``app``."""
    config: Config = app.config["SETTINGS"]
    hint_holds = config.lease_seconds / 2

    @celery.task(name=RUN_JOB, shared=False)
    def run_job(job_id: int) -> None:
        with app.app_context(), stopped_by_sigterm() as work:
            running.run_job(app, job_id, work)

    def publish(job_id: int) -> None:
        run_job.apply_async((job_id,), expires=hint_holds)

    @celery.task(name=TICK, shared=False, time_limit=TICK_LIMIT)
    def tick() -> None:
        with app.app_context():
            ticking.tick(publish, again_after=hint_holds)


@contextmanager
def stopped_by_sigterm() -> Iterator[Interruptible]:
    """For the length of the block SIGTERM stops the work in it, and the process lives on.

    Outside it the signal ends the process at once. It cannot be caught once for all when a process
    starts: the pool sets the signals of its processes after telling us of them.
    """
    work = Interruptible()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        work.stop()

    before: Any = signal.signal(signal.SIGTERM, stop)
    try:
        yield work
    except Stopping:
        pass  # the job is given back, and the message of no more use
    finally:
        signal.signal(signal.SIGTERM, before)
