"""`python -m agency.bench PIECE ARGUMENTS`: one piece of work, and what it used.

Started by `agency.bench.processes`; the answer is JSON on standard output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agency.bench.pieces import Done

# In the order in which they are asked: the last two bring the compiler of the matching, whose 70 MB
# must not be counted to a piece that does without.
MODULES = (
    *("pieces", "register_pieces", "delta_pieces", "rule_pieces"),
    *("engine_pieces", "large.pieces"),
)


def pieces_with(name: str) -> dict[str, Callable[..., Done]]:
    """The first pieces among which one has the name; raises KeyError."""
    for module in MODULES:
        pieces: dict[str, Callable[..., Done]] = import_module(f"agency.bench.{module}").PIECES
        if name in pieces:
            return pieces
    raise KeyError(name)


def main(piece: str, arguments: str) -> None:
    done = pieces_with(piece)[piece](**json.loads(arguments))
    sys.stdout.write(json.dumps(asdict(done)))


if __name__ == "__main__":
    main(*sys.argv[1:])
