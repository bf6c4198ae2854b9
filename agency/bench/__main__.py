"""`python -m agency.bench PIECE ARGUMENTS`: one piece of work, and what this process used for it.

Started by `agency.bench.processes`; the answer is JSON on standard output.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine, event

from agency.bench.pieces import PIECES
from agency.bench.usage import cpu_seconds, own_cpu_seconds, own_peak_mb, peak_mb

servers: set[int] = set()


@event.listens_for(Engine, "connect")
def _note_server(connection: Any, _record: Any) -> None:
    """PostgreSQL has a process for each connection, whose work is part of ours."""
    if hasattr(connection, "info"):
        servers.add(connection.info.backend_pid)


def main(piece: str, arguments: str) -> None:
    done = PIECES[piece](**json.loads(arguments))
    usage = {
        "cpu_seconds": own_cpu_seconds(),
        "rss_mb": own_peak_mb(),
        "server_cpu_seconds": sum(cpu_seconds(server) or 0 for server in servers),
        "server_mb": max((peak_mb(server) or 0 for server in servers), default=0),
    }
    sys.stdout.write(json.dumps(asdict(done) | usage))


if __name__ == "__main__":
    main(*sys.argv[1:])
