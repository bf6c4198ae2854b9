"""``python -m tests.faults --kills 1000 --seed 7``: the long run, and its figures.

With ``--cuts 20`` instead, night after night on several hosts, one of them cut off for a while.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.faults.campaign import Campaign
from tests.faults.cluster import new_cluster
from tests.faults.network import why_no_network
from tests.faults.splitting import split
from tests.faults.world import new_world


def main() -> None:
    """Strike as often as was asked; stops at the first thing that does not hold."""
    asked = argparse.ArgumentParser(prog="faults", description=__doc__)
    asked.add_argument("--kills", type=int, default=200, help="how many faults")
    asked.add_argument("--seed", type=int, default=None, help="an earlier run's, to repeat it")
    asked.add_argument("--cuts", type=int, help="instead: how often a host is cut off")
    words = asked.parse_args()
    seed = time.time_ns() if words.seed is None else words.seed
    say(f"SEED={seed}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tenens-faults-") as home:
        lines = (
            cut(Path(home), Random(seed), words.cuts)
            if words.cuts
            else kill(Path(home), Random(seed), words.kills)
        )
    for line in lines:
        say(line)
    took, faults = time.monotonic() - began, words.cuts or words.kills
    say(f"{took:.0f} s, {took / faults:.1f} s a fault; SEED={seed}")


def kill(home: Path, chance: Random, times: int) -> list[str]:
    """Strike servers and workers; the figures."""
    with new_world(home) as world:
        campaign = Campaign(world, chance)
        campaign.strike(times, say)
        return campaign.lines()


def cut(home: Path, chance: Random, times: int) -> list[str]:
    """Cut hosts off, where this machine lets us make some; the figures."""
    if reason := why_no_network():
        sys.exit(reason)
    with new_cluster(home) as cluster:
        cluster.forget()
        return split(cluster, chance, times, say)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
