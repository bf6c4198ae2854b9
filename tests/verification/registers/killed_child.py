"""A load in a process of its own, which kills itself where it is told to."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from agency import create_app
from agency.audit.actors import Actor
from agency.verification.registers.actions import batches, loading
from config import Config

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])
BY = Actor("command", "agency registers load")


def load_in_child(
    config: Config, path: Path, day: date, batch: int, place: str, call: int, by: Actor = BY
) -> None:
    """What the child does: it is gone at the ``call`` of a ``place``."""
    module, name = {
        "between": (loading, "hold_batch"),
        "within": (batches, "record"),
        "at the end": (loading, "_finish"),
    }[place]
    setattr(module, name, deadly(getattr(module, name), call))
    with create_app(config).app_context():
        loading.BATCH = batch
        loading.load_file("washington", path, by, day)


def deadly(function: Callable[..., Any], call: int) -> Callable[..., Any]:
    """The function, which is the last thing the process does when it is called for that time."""
    calls = iter(range(1, call + 1))

    def run(*arguments: Any) -> Any:
        if next(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments)

    return run


def load_killed(*arguments: Any) -> None:
    """Load in a child that kills itself."""
    child = PROCESSES.Process(target=load_in_child, args=arguments)
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    child.close()
