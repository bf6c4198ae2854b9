"""The schedule without Redis: a thread of the serving process runs the tasks when they are due."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from threading import Event, Thread
from types import TracebackType
from typing import Self

from flask import Flask

from agency import clock
from agency.settings import settings
from workers.schedule import Daily, daily
from workers.tasks import TASKS

log = logging.getLogger(__name__)

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
STOP_SECONDS = 30


class Embedded:
    """Keeps the schedule for the length of a ``with`` block.

    It looks at the clock instead of sleeping until the hour, so that a machine that slept or whose
    clock was set misses nothing. What failed is tried again after ``retry_after`` seconds.
    """

    def __init__(self, app: Flask, look_every: float = 20.0, retry_after: float = 600.0) -> None:
        self._app = app
        self._look_every = look_every
        self._retry_after = retry_after
        self._done_at: dict[str, datetime] = {}
        self._stopping = Event()
        self._thread = Thread(target=self._keep, name="schedule", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop looking; work under way may finish, and if cut off leaves nothing half done."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS)

    def _keep(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            try:
                with self._app.app_context():
                    self.do_what_is_due(clock.now())
                pause = self._look_every
            except Exception:
                log.exception("scheduled work failed; next try in %.0f s", self._retry_after)
                pause = self._retry_after

    def do_what_is_due(self, now: datetime) -> None:
        """Run each task whose latest time of the table, by ``now``, has not been served yet."""
        for entry in daily(settings()):
            if self._last_done(entry) < entry.last_due(now):
                TASKS[entry.task]()
                self._done_at[entry.task] = now

    def _last_done(self, entry: Daily) -> datetime:
        """When the task was last done; before this process did it, as the database tells."""
        if entry.task not in self._done_at:
            self._done_at[entry.task] = entry.last_done() or BEFORE_ALL
        return self._done_at[entry.task]
