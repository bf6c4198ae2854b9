"""Night after night one of two workers is cut off for a while, and the figures of it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from statistics import median
from time import monotonic, sleep

from tests.faults.agencies import PATIENCE
from tests.faults.cluster import REFUSED, WORKERS, Cluster
from tests.faults.invariants import check_invariants
from tests.faults.writers import Written

LATEST = 2.0  # seconds after a night has begun
LONGEST = 12.0  # seconds without a network

Tell = Callable[[str], None]


def split(cluster: Cluster, chance: Random, times: int, tell: Tell) -> list[str]:
    """So many nights, each with a cut at a random moment; the figures, in words.

    Raises Violated where anything is not as on a quiet night.
    """
    recovery: list[float] = []
    with cluster.worker_on("worker1") as first, cluster.worker_on("worker2") as second:
        first.wait_until_ready()
        second.wait_until_ready()
        retried = 0
        for number in range(1, times + 1):
            took, again = _night(cluster, chance)
            recovery.append(took)
            retried += again
            tell(f"{number} of {times} cuts")
        refused = sum(worker.said().count(REFUSED) for worker in (first, second))
    return [
        f"{times} nights with a host cut off for up to {LONGEST:.0f} s, all as on a quiet night",
        f"{refused} times work came too late and was refused",
        f"{cluster.restarts} workers started again, {retried} times a dead job retried by hand",
        f"from the healing until no work is left: median {median(recovery):.1f} s,"
        f" most {max(recovery):.1f} s",
    ]


def _night(cluster: Cluster, chance: Random) -> tuple[float, int]:
    """The seconds from the healing to the end, and how many dead jobs were retried by hand."""
    day, struck = cluster.begin_night(), chance.choice(WORKERS)
    sleep(chance.uniform(0, LATEST))
    cluster.cut_off(struck)
    sleep(chance.uniform(0, LONGEST))
    cluster.heal(struck)
    healed, retried = monotonic(), 0
    while cluster.state_of(day) != "complete":
        retried += cluster.retry_dead()
        assert monotonic() - healed < PATIENCE, cluster.said()
        sleep(0.1)
    took = monotonic() - healed
    return took + check_invariants(cluster, Written(), day).drained, retried
