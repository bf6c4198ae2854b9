"""Holding a job while it is worked on: a thread that renews the lease and watches the time."""

from __future__ import annotations

import ctypes
import logging
import threading
from types import TracebackType
from typing import Self

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from agency import clock
from agency.extensions import db
from agency.jobs.actions import renew
from agency.jobs.claims import Claim

log = logging.getLogger(__name__)

RENEWALS_PER_LEASE = 4


class TimeUp(Exception):
    """The job has taken longer than any job may."""


class LeaseLost(Exception):
    """Somebody else has the job now."""


class Lease:
    """For the length of a ``with`` block the job stays ours; what cannot be held is interrupted.

    ``lease`` and ``limit`` are seconds. At the limit `TimeUp` is raised in the thread that entered
    the block, and `LeaseLost` when another worker turns out to have the job.
    """

    def __init__(self, app: Flask, claimed: Claim, lease: float, limit: float) -> None:
        self._app, self._claimed, self._limit = app, claimed, limit
        self._every = lease / RENEWALS_PER_LEASE
        self._watch = clock.Stopwatch()
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="lease", daemon=True)

    def __enter__(self) -> Self:
        self._worker = threading.get_ident()
        self._keeper.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is interrupted any more once this has returned."""
        self._stopping.set()
        self._keeper.join()

    def _keep(self) -> None:
        while not self._stopping.wait(self._every):
            self._watch.lap("held")
            if self._watch.seconds["held"] >= self._limit:
                self._interrupt(TimeUp)
                return
            if not self._renewed():
                self._interrupt(LeaseLost)
                return

    def _renewed(self) -> bool:
        """Whether the job is ours, as far as can be told: a database that is away tells nothing."""
        try:
            with self._app.app_context():
                try:
                    return renew(self._claimed)
                finally:
                    db.session.remove()
        except SQLAlchemyError:
            log.warning("job %d: the lease could not be renewed", self._claimed.id, exc_info=True)
            return True

    def _interrupt(self, why: type[Exception]) -> None:
        """Raise ``why`` in the thread that works, at its next step."""
        thread = ctypes.c_ulong(self._worker)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(why))
