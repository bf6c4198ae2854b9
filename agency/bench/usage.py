"""What we and the PostgreSQL processes that serve us have used, as the operating system counts.

PostgreSQL has a process for each connection. What the operating system does not tell is 0.
"""

from __future__ import annotations

import os
import resource
from typing import Any

from sqlalchemy import Engine, event

from agency.bench.memory import own_peak_mb, peak_mb_of, told
from agency.clock import Stopwatch

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


def servers_peak_mb() -> float:
    """The most memory any of the servers has had at once."""
    return max(map(peak_mb_of, servers), default=0)


def cpu_seconds_of(process: int) -> float:
    """The processor time of a process, the system's work for it included."""
    fields = told(process, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
