"""Background work without Redis: a thread of the serving process ticks and does what is due."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import takewhile
from threading import Event, Thread
from types import TracebackType
from typing import Self

from flask import Flask

from agency.jobs.interrupting import Interruptible, Stopping
from agency.jobs.running import run_job
from agency.jobs.ticking import tick
from config import Config

log = logging.getLogger(__name__)

GIVE_BACK_SECONDS = 15  # longer than a writer of SQLite waits for another


class Embedded:
    """Does the jobs of the ledger, one after another, for the length of a ``with`` block.

    Several processes may do so over one database.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._config: Config = app.config["SETTINGS"]
        self._work = Interruptible()
        self._stopping = Event()
        self._thread = Thread(target=self._keep, name="jobs", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the job in hand if that takes no longer than `stop_seconds`, or give it back."""
        self._stopping.set()
        self._thread.join(self._config.stop_seconds)
        if self._thread.is_alive():
            log.warning("the job in hand is given back")
            self._work.stop()
            self._thread.join(GIVE_BACK_SECONDS)

    def _keep(self) -> None:
        pause = 0
        while not self._stopping.wait(pause):
            pause = 0 if self._did_something() else self._config.tick_seconds

    def _did_something(self) -> bool:
        """Whether a job got done; then there may be more."""
        try:
            with self._app.app_context():
                return self._do_what_is_due()
        except Stopping:
            return False
        except Exception:
            log.exception("background work failed; it is tried again")
            return False

    def _do_what_is_due(self) -> bool:
        """One job and then the next tick, so that the heart beats however many there are."""
        due: list[int] = []
        tick(due.append, again_after=0)
        # Another process may have the first; whoever finds none to do waits for the next tick.
        return any(run_job(self._app, job_id, self._work) for job_id in self._unless_stopped(due))

    def _unless_stopped(self, due: list[int]) -> Iterator[int]:
        yield from takewhile(lambda _: not self._stopping.is_set(), due)
