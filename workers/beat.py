"""Celery's beat as a part of the worker, started again when it has died."""

from __future__ import annotations

import logging
from typing import Any

from celery import bootsteps, signals
from celery.beat import EmbeddedService
from celery.platforms import set_pdeathsig  # type: ignore[attr-defined]  # not in the stubs

log = logging.getLogger(__name__)

LOOK_SECONDS = 5


class Beat(bootsteps.StartStopStep):
    """A process that sends the ticks, for as long as the worker lives.

    Celery's own step of this name starts it once and does not look again.
    """

    requires = ("celery.worker.components:Timer", "celery.worker.components:Pool")

    def start(self, parent: Any) -> None:
        signals.beat_embedded_init.connect(_die_with_the_worker)
        self._begin(parent)
        parent.timer.call_repeatedly(LOOK_SECONDS, self._look, (parent,))

    def stop(self, parent: Any) -> None:
        self._process.stop()

    def _begin(self, parent: Any) -> None:
        # By default the scheduler that is embedded is another, which keeps a file where we stand.
        scheduler = parent.app.conf.beat_scheduler
        beat: Any = EmbeddedService(parent.app, scheduler_cls=scheduler)  # a process
        beat.start()
        self._process = beat

    def _look(self, parent: Any) -> None:
        if not self._process.is_alive():
            log.error("beat has died; it is started again")
            self._begin(parent)


def _die_with_the_worker(**_: Any) -> None:
    """Otherwise each worker that is killed would leave one behind."""
    set_pdeathsig("SIGKILL")
