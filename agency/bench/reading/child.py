"""The process that reads, and nothing else: so its time and its memory are the reader's alone.

Papers come in and readings go out as pickles, both of our own making.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from agency.bench.memory import own_peak_mb
from agency.clock import Stopwatch
from agency.errors import Unreadable
from agency.reading.findings import NONE, Reading, reading
from agency.reading.reader import read_file

Timed = tuple[Reading, float, float]


class Reader:
    """A process that reads one paper at a time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def read(self, content: bytes, media_type: str) -> Timed:
        """What was read, the seconds it took, and the most memory in megabytes until then."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump((content, media_type), self._process.stdin)
        self._process.stdin.flush()
        timed: Timed = pickle.load(self._process.stdout)
        return timed


@contextmanager
def reading_process() -> Iterator[Reader]:
    """A process that lives as long as the block."""
    command = [sys.executable, "-m", "agency.bench.reading.child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Reader(process)
        finally:
            process.terminate()


def read_timed(content: bytes, media_type: str) -> Timed:
    watch = Stopwatch()
    try:
        read = read_file(content, media_type)
    except Unreadable as error:
        read = reading(NONE, 0, {}, str(error))
    watch.lap("read")
    return read, watch.seconds["read"], own_peak_mb()


def main() -> None:
    """Read what comes in until nothing more does."""
    while True:
        try:
            content, media_type = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(read_timed(content, media_type), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
