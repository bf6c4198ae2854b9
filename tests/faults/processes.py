"""Workers as processes of their own, each in a group of its own, to be killed and frozen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.processes import COMMAND, PATIENCE, environment

ROOT = Path(__file__).parents[2]
# Kills its group as soon as our end of the pipe closes because we were killed ourselves. It is
# nobody's child, so that the worker's children are those of the worker.
GUARD = """
exec 3<&0
((read -r _; kill -KILL 0) <&3 >/dev/null 2>&1 &)
exec "$@" 3<&- </dev/null
"""
# The command as it is, and the same with something wrong about it.
SOUND: tuple[str, ...] = (str(COMMAND),)
SABOTAGED: tuple[str, ...] = (sys.executable, "-m", "tests.faults.worker")
READY = " ready."
# So that a shard is still being matched when its worker is struck.
SLOW = {"FAULT_SLOW": "0.05"}


class Worker:
    """`agency worker` with the settings given; what it says goes to ``log``."""

    def __init__(
        self, log: Path, settings: Mapping[str, str], program: Sequence[str], *arguments: str
    ) -> None:
        self.log = log
        self._settings = dict(settings)
        self._command = ["sh", "-c", GUARD, "sh", *program, "worker", *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._begins_at = 0

    def start(self) -> None:
        """Start it; the one before must have died."""
        self._forget()
        with self.log.open("ab") as file:
            self._begins_at = file.tell()
            self._process = subprocess.Popen(
                self._command,
                cwd=self.log.parent,
                env=environment({"PYTHONPATH": str(ROOT), **self._settings}),
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Wait until it takes messages."""
        deadline = time.monotonic() + PATIENCE
        while READY not in self.said():
            assert self.lives(), self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        """What it has said since it was started last."""
        return self.log.read_bytes()[self._begins_at :].decode(errors="replace")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def lives(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End the whole group at once."""
        self._signal(signal.SIGKILL)
        self._forget()

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
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        self.kill()
        return self._process.returncode

    def _forget(self) -> None:
        if self._process is not None:
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()

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
