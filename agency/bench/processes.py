"""Each piece of work in a fresh process, so that its time and its memory are its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from agency.clock import Stopwatch
from agency.errors import AgencyError


@dataclass(frozen=True)
class Measure:
    """What one piece used, as in `agency.bench.pieces.Done`; and all seconds of its process.

    ``server_mb`` is 0 where there is no server or the operating system is silent.
    """

    seconds: dict[str, float]
    cpu_seconds: dict[str, float]
    stages: dict[str, float]
    counts: dict[str, int]
    rss_mb: float
    server_mb: float
    process_seconds: float

    @property
    def overhead(self) -> float:
        """The seconds in which the process started, imported our code and ended."""
        return self.process_seconds - sum(self.seconds.values())


class PieceFailed(AgencyError):
    """A piece of work went wrong, so there is nothing to compare."""


def measured(piece: str, **arguments: str | int) -> Measure:
    """Run a piece by its name; raises PieceFailed with its last words."""
    command = [sys.executable, "-m", "agency.bench", piece, json.dumps(arguments)]
    watch = Stopwatch()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    watch.lap("process")
    if done.returncode != 0:
        raise PieceFailed(f"{piece}: {done.stderr.strip().rpartition(chr(10))[2]}")
    return Measure(**json.loads(done.stdout), process_seconds=watch.seconds["process"])
