"""What we and the PostgreSQL processes that serve us have used, as the operating system counts.

PostgreSQL has a process for each connection. What the operating system does not tell is 0.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from agency.clock import Stopwatch

MEGABYTE = 1_000_000
KILOBYTE = 1024

# By process the processor time last seen, which counts on when the process has ended.
servers: dict[int, float] = {}


@event.listens_for(Engine, "connect")
def _note_server(connection: Any, _record: Any) -> None:
    if hasattr(connection, "info"):
        servers.setdefault(connection.info.backend_pid, 0.0)


class Meter:
    """Seconds, and seconds of processors, by the name of what took them; and the most memory.

    ``rss_mb`` is ours and ``server_mb`` a server's, each the most at once until the last lap.
    """

    def __init__(self) -> None:
        self._watch, self._spent = Stopwatch(), cpu_seconds()
        self.seconds = self._watch.seconds
        self.cpu_seconds: dict[str, float] = {}
        self.rss_mb = self.server_mb = 0.0

    def lap(self, name: str) -> None:
        """Count what was used since the last lap under ``name``, which is new."""
        self._watch.lap(name)
        before, self._spent = self._spent, cpu_seconds()
        self.cpu_seconds[name] = self._spent - before
        self.rss_mb, self.server_mb = own_peak_mb(), servers_peak_mb()


def cpu_seconds() -> float:
    """The processor time of this process and its servers, the system's work for them included."""
    for server, before in servers.items():
        servers[server] = max(before, cpu_seconds_of(server))
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + sum(servers.values())


def own_peak_mb() -> float:
    """The most memory this program has had at once."""
    # Linux keeps in ``ru_maxrss`` what the process that started us had; its own file does not.
    if peak := _peak_mb_of(os.getpid()):
        return peak
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else KILOBYTE) / MEGABYTE


def servers_peak_mb() -> float:
    """The most memory any of the servers has had at once."""
    return max(map(_peak_mb_of, servers), default=0)


def cpu_seconds_of(process: int) -> float:
    """The processor time of a process, the system's work for it included."""
    fields = _told(process, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _peak_mb_of(process: int) -> float:
    _, _, peak = _told(process, "status").partition("VmHWM:")
    return int(peak.split()[0]) * KILOBYTE / MEGABYTE if peak else 0


def _told(process: int, file: str) -> str:
    try:
        return Path(f"/proc/{process}/{file}").read_text()
    except OSError:
        return ""
