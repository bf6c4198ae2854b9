"""`python -m agency.bench PIECE ARGUMENTS`: one piece of work, and what this process used for it.

Started by `agency.bench.processes`; the answer is JSON on standard output.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from agency.bench.pieces import PIECES
from agency.bench.usage import own_peak_mb, servers_peak_mb


def main(piece: str, arguments: str) -> None:
    done = PIECES[piece](**json.loads(arguments))
    memory = {"rss_mb": own_peak_mb(), "server_mb": servers_peak_mb()}
    sys.stdout.write(json.dumps(asdict(done) | memory))


if __name__ == "__main__":
    main(*sys.argv[1:])
