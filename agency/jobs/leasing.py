"""Holding a job while it is worked on: a thread that renews the lease and watches the time."""

from __future__ import annotations

import logging
import threading
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Protocol, Self

from agency import clock
from agency.jobs.actions import renew
from agency.jobs.claims import Claim
from agency.jobs.interrupting import Interruptible, LeaseLost, TimeUp
from agency.settings import settings

log = logging.getLogger(__name__)

RENEWALS_PER_LEASE = 4


class Application(Protocol):
    """What gives a thread its settings and its database."""

    def app_context(self) -> AbstractContextManager[Any]: ...


class Lease:
    """For the length of a ``with`` block the job stays ours; what cannot be held is interrupted.

    After `job_seconds` ``work`` is interrupted by `TimeUp`, and by `LeaseLost` when another worker
    turns out to have the job.
    """

    def __init__(self, app: Application, claimed: Claim, work: Interruptible) -> None:
        self._app, self._claimed, self._work = app, claimed, work
        self._every = settings().lease_seconds / RENEWALS_PER_LEASE
        self._limit = settings().job_seconds
        self._watch = clock.Stopwatch()
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="lease", daemon=True)

    def __enter__(self) -> Self:
        self._keeper.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The lease is renewed no more once this has returned."""
        self._over.set()
        self._keeper.join()

    def _keep(self) -> None:
        while not self._over.wait(min(self._every, self._left())):
            if self._left() <= 0:
                self._work.interrupt(TimeUp)
                return
            if not self._renewed():
                self._work.interrupt(LeaseLost)
                return

    def _left(self) -> float:
        """Seconds until the job has had its time."""
        self._watch.lap("held")
        return max(0.0, self._limit - self._watch.seconds["held"])

    def _renewed(self) -> bool:
        """Whether the job is ours, as far as can be told: a database that is away tells nothing."""
        try:
            with self._app.app_context():
                return renew(self._claimed)
        except Exception:  # out of memory, for one: whoever works is told so too
            log.warning("job %d: the lease could not be renewed", self._claimed.id, exc_info=True)
            return True
