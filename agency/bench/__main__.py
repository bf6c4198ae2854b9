"""`python -m agency.bench PIECE ARGUMENTS`: one piece of work, and what it used.

Started by `agency.bench.processes`; the answer is JSON on standard output.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from agency.bench.delta_pieces import DELTA_PIECES
from agency.bench.engine_pieces import ENGINE_PIECES
from agency.bench.large.pieces import LARGE_PIECES
from agency.bench.pieces import PIECES
from agency.bench.register_pieces import REGISTER_PIECES
from agency.bench.rule_pieces import RULE_PIECES

ALL_PIECES = PIECES | ENGINE_PIECES | DELTA_PIECES | RULE_PIECES | LARGE_PIECES | REGISTER_PIECES


def main(piece: str, arguments: str) -> None:
    done = ALL_PIECES[piece](**json.loads(arguments))
    sys.stdout.write(json.dumps(asdict(done)))


if __name__ == "__main__":
    main(*sys.argv[1:])
