"""The `agency` command as a process of its own, with an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).with_name("agency")
PATIENCE = 60.0  # seconds; the machine may be busy with other tests


@dataclass(frozen=True)
class Running:
    """A process that runs, and the file that takes all it says."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self) -> int:
        """Ask it to stop, as a service manager would; its exit status."""
        self.process.terminate()
        return self.process.wait(PATIENCE)


def environment(settings: dict[str, str]) -> dict[str, str]:
    """Of the environment of whoever runs the tests, only what is not ours; and ``settings``."""
    ours = ("AGENCY_", "PORT")
    others = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**others, "PYTHONUNBUFFERED": "1", **settings}


@contextmanager
def agency_running(log: Path, *arguments: str, **settings: str) -> Iterator[Running]:
    """A command that goes on until it is stopped; at the latest at the end of the block."""
    with (
        log.open("wb") as file,
        subprocess.Popen(
            [COMMAND, *arguments],
            env=environment(settings),
            stdout=file,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            yield Running(process, log)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_until(happened: Callable[[], bool], running: Running, seconds: float = PATIENCE) -> None:
    """Wait for something that the process does; fails with what it said if it does not."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert running.process.poll() is None, running.said()
        assert time.monotonic() < deadline, running.said()
        time.sleep(0.05)
