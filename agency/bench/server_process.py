"""A server that runs as a process of ours: started, stopped, and made to fail."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from agency.bench.programs import ServerUnavailableError

START_SECONDS = 60
STOP_SECONDS = 20

# Interrupts the server at our word, or as soon as our end of the pipe closes because we were
# killed; then nobody else is left to remove the folder. Ends with the server, and its status.
GUARD = """
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
echo "$server" >pid
(read -r _ <&3 || : >orphaned; kill -INT "$server") 2>/dev/null &
guard=$!
wait "$server"
status=$?
kill "$guard" 2>/dev/null
[ ! -e orphaned ] || rm -rf "$PWD"
exit "$status"
"""


class Server:
    """A server at ``url`` whose files are in ``folder``; for the length of a block, or our life.

    It can be killed, frozen and started again, always at the same address.
    """

    def __init__(
        self, url: str, command: Sequence[str | Path], folder: Path, answers: Callable[[], bool]
    ) -> None:
        self.url = url
        self._command = ["sh", "-c", GUARD, "sh", *command]
        self._folder = folder
        self._answers = answers
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_of_error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait for its first answer; raises ServerUnavailableError."""
        self._process = process = spawn(self._command, self._folder)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServerUnavailableError(last_words(self._folder))
            time.sleep(0.02)

    def stop(self) -> None:
        """Ask it to stop, and kill it if it does not; one that does not run is left alone."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            self.thaw()
        try:
            process.communicate(b"stop\n", timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def kill(self) -> None:
        """End it at once with all its processes, as if the machine had lost its power.

        Raises ProcessLookupError if it does not run; so do `freeze` and `thaw`.
        """
        pids = self._pids()
        process, self._process = self._process, None
        assert process is not None
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()  # before its end of the pipe closes, at which the guard would clear up
        process.communicate()
        (self._folder / "pid").unlink()
        _wait_until_gone(pids)

    def freeze(self) -> None:
        """Stop it in its tracks: it keeps its connections and answers nobody."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for pid in self._pids():
            os.kill(pid, number)

    def _pids(self) -> list[int]:
        """The server and, after it, the processes it has started."""
        try:
            server = int((self._folder / "pid").read_text())
            children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        except (OSError, ValueError) as error:
            raise ProcessLookupError(f"no server runs in {self._folder}") from error
        return [server, *map(int, children)]


def _wait_until_gone(pids: Sequence[int]) -> None:
    """What a server has left running would keep another from being started."""
    deadline = time.monotonic() + STOP_SECONDS
    while any(map(_lives, pids)) and time.monotonic() < deadline:
        time.sleep(0.01)


def _lives(pid: int) -> bool:
    try:
        # The name may hold spaces and brackets; the state follows the last of them.
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def spawn(command: Sequence[str | Path], folder: Path) -> subprocess.Popen[bytes]:
    """Start a program in ``folder``, as its owner; what it says goes to ``log`` there."""
    as_root = os.geteuid() == 0
    owner = folder.stat()
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=owner.st_uid if as_root else None,
            group=owner.st_gid if as_root else None,
            extra_groups=[] if as_root else None,
        )


def last_words(folder: Path) -> str:
    """The end of a failed server's log."""
    return "The server did not start:\n" + (folder / "log").read_text(errors="replace")[-2000:]
