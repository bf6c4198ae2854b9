"""Workers as processes of their own, each in a group of its own, to be killed and frozen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.processes import COMMAND, PATIENCE, environment

ROOT = Path(__file__).parents[2]
# The command as it is, and the same with something wrong about it.
SOUND: tuple[str, ...] = (str(COMMAND),)
SABOTAGED: tuple[str, ...] = (sys.executable, "-m", "tests.faults.worker")
# So that a shard is still being matched when its worker is struck.
SLOW = {"FAULT_SLOW": "0.05"}


class Worker:
    """`agency worker` with the settings given; what it says goes to ``log``."""

    def __init__(
        self, log: Path, settings: Mapping[str, str], program: Sequence[str], *arguments: str
    ) -> None:
        self.log = log
        self._settings = dict(settings)
        self._command = [*program, "worker", *arguments]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; another that has been killed is forgotten."""
        with self.log.open("ab") as file:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=environment(self._settings),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def lives(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End the whole group at once."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def freeze(self) -> None:
        """Stop the whole group in its tracks."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> int:
        """Ask it to stop as a service manager would, and kill what has not; its exit status."""
        assert self._process is not None
        self.thaw()
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.returncode

    def children(self) -> list[int]:
        """The processes that do the work, and the beat if it has one."""
        file = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        with suppress(OSError):
            return [int(pid) for pid in file.read_text().split()]
        return []

    def _signal(self, number: signal.Signals) -> None:
        """To the whole group; one that is gone has no number any more that would be its own."""
        if self.lives():
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)


def kill_process(pid: int) -> bool:
    """Kill one process; whether it was still there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
