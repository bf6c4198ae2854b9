"""The processes of a worker: how each begins, and how they are told to end."""

from __future__ import annotations

import logging
import os
import resource
import signal
from contextlib import suppress
from threading import Timer
from typing import Any

from billiard.process import active_children
from celery import signals
from flask import Flask

from agency.extensions import db
from config import Config

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024


def watch_processes(app: Flask) -> None:
    """Have Celery tell us when processes begin and when the worker shall end."""
    config: Config = app.config["SETTINGS"]

    def begin(**_: Any) -> None:
        forget_connections(app)
        limit_memory(config.job_memory_mb)

    def hurry(**_: Any) -> None:
        stop_jobs_after(config.stop_seconds)

    signals.worker_process_init.connect(begin, weak=False)
    signals.worker_shutting_down.connect(hurry, weak=False)


def forget_connections(app: Flask) -> None:
    """Leave the connections to the process that opened them; two must not speak on one."""
    with app.app_context():
        db.engine.dispose(close=False)


def limit_memory(megabytes: int) -> None:
    """Let what asks for more get a MemoryError, before the machine runs out and picks a victim.

    What is limited is memory that can be written to. The whole address space would count what
    libraries only reserve.
    """
    most = megabytes * MEGABYTE
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    log.info("process %d may use %d MB", os.getpid(), most // MEGABYTE)


def stop_jobs_after(seconds: int) -> None:
    """Have what is still being worked on so many seconds from now given back.

    Meanwhile the worker takes no more jobs, and it leaves as soon as those in hand are done.
    """
    timer = Timer(seconds, stop_jobs)
    timer.daemon = True
    timer.start()


def stop_jobs() -> None:
    """Tell every process of the worker to give back what it works on."""
    log.warning("the jobs in hand are given back")
    for pid in [process.pid for process in active_children() if process.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
