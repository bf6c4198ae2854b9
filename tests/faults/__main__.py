"""``python -m tests.faults --kills 1000 --seed 7``: the long run, and its figures."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.faults.campaign import Campaign
from tests.faults.world import new_world


def main() -> None:
    """Strike as often as was asked; stops at the first thing that does not hold."""
    asked = argparse.ArgumentParser(prog="faults", description=__doc__)
    asked.add_argument("--kills", type=int, default=200, help="how many faults")
    asked.add_argument("--seed", type=int, default=None, help="an earlier run's, to repeat it")
    words = asked.parse_args()
    seed = time.time_ns() if words.seed is None else words.seed
    say(f"SEED={seed}")
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="tenens-faults-") as home,
        new_world(Path(home)) as world,
    ):
        campaign = Campaign(world, Random(seed))
        campaign.strike(words.kills, say)
    for line in campaign.lines():
        say(line)
    took = time.monotonic() - began
    say(f"{took:.0f} s, {took / words.kills:.1f} s a fault; SEED={seed}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
