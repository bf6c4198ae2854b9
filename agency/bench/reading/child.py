"""The process that reads, and nothing else: so its time and its memory are the reader's alone.

Papers come in and readings go out as pickles, both of our own making.
"""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from agency.bench.memory import own_peak_mb
from agency.clock import Stopwatch
from agency.errors import Unreadable
from agency.reading.findings import NONE, Reading, reading
from agency.reading.reader import read_file


@dataclass(frozen=True, slots=True)
class Timed:
    """What was read, the seconds it took by the clock and of processors, and the most memory in
    megabytes until then.
    """

    read: Reading
    seconds: float
    cpu_seconds: float
    peak_mb: float


class Reader:
    """A process that reads one paper at a time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def read(self, content: bytes, media_type: str) -> Timed:
        """One paper as read, once the one before is done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump((content, media_type), self._process.stdin)
        self._process.stdin.flush()
        timed: Timed = pickle.load(self._process.stdout)
        return timed


@contextmanager
def reading_process() -> Iterator[Reader]:
    """A process that lives as long as the block."""
    command = [sys.executable, "-m", "agency.bench.reading"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Reader(process)
        finally:
            process.terminate()


def read_timed(content: bytes, media_type: str) -> Timed:
    watch, before = Stopwatch(), _cpu_seconds()
    try:
        read = read_file(content, media_type)
    except Unreadable as error:
        read = reading(NONE, 0, {}, str(error))
    watch.lap("read")
    return Timed(read, watch.seconds["read"], _cpu_seconds() - before, own_peak_mb())


def _cpu_seconds() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


def read_what_comes() -> None:
    """Read what comes in until nothing more does."""
    while True:
        try:
            content, media_type = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(read_timed(content, media_type), sys.stdout.buffer)
        sys.stdout.buffer.flush()
