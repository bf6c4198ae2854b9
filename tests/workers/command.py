"""The `agency` command with a few more kinds of job: ``python -m tests.workers.command worker``."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from agency.jobs.kinds import Args, Kind, Store, register
from tests.jobs.ledger import nothing, writes
from wsgi import main


def sleeps(args: Args) -> Store:
    """In one long call, which nothing but a signal interrupts."""
    time.sleep(args["seconds"])
    return nothing


def kills_once(args: Args) -> Store:
    """The process that does it, unless a file says that this has happened."""
    try:
        Path(args["marker"]).touch(exist_ok=False)
    except FileExistsError:
        return nothing
    os.kill(os.getpid(), signal.SIGKILL)
    return nothing


def eats(_args: Args) -> Store:
    eaten = []
    while True:
        eaten.append(bytearray(1 << 24))


def register_kinds() -> None:
    register(
        Kind("writes", lambda args: writes(args["name"])),
        Kind("sleeps", sleeps),
        Kind("kills once", kills_once),
        Kind("eats", eats),
    )


if __name__ == "__main__":
    register_kinds()
    main()
