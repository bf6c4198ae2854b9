"""Night after night under random faults, and the figures of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random
from statistics import median
from time import monotonic, sleep

from tests.faults.agencies import PATIENCE
from tests.faults.invariants import check_invariants
from tests.faults.processes import SABOTAGED, SLOW
from tests.faults.striking import STRIKES
from tests.faults.world import World
from tests.faults.writers import Written, change_facts, writing

WORKERS = 2
MOST_STRIKES = 12  # of one night
LONGEST_PAUSE = 1.0  # seconds between two strikes

Tell = Callable[[str], None]


@dataclass
class Campaign:
    """What has been done to a world, and what became of it."""

    strikes: Counter[str] = field(default_factory=Counter)
    nights: int = 0
    jobs: Counter[str] = field(default_factory=Counter)
    retried: int = 0
    restarted: int = 0
    refused: int = 0
    writes: int = 0
    recovery: list[float] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The figures, in words; items lost, effects twice and other results end it at once."""
        kinds = ", ".join(f"{count} × {name}" for name, count in sorted(self.strikes.items()))
        return [
            f"{self.strikes.total()} faults: {kinds}",
            f"{self.nights} nights complete, each with the SHA-256 of the undisturbed one",
            f"{self.jobs['done']} jobs done, {self.jobs['dead']} dead,"
            f" {self.retried} retried by hand after three failures; {self.restarted} restarts",
            f"{self.writes} writes acknowledged, 0 lost; {self.refused} refused and written again",
            "0 items lost, 0 effects twice, 0 results that differ",
            f"recovery: median {median(self.recovery):.1f} s, most {max(self.recovery):.1f} s",
        ]


def campaign(
    world: World, chance: Random, strikes: int, tell: Tell, kinds: tuple[str, ...] = tuple(STRIKES)
) -> Campaign:
    """Strike so often, at random moments of as many nights as it takes; raises Violated."""
    told, written = Campaign(), Written()
    with ExitStack() as stack:
        for number in range(WORKERS):
            worker = world.at_work(program=SABOTAGED, settings=SLOW, log=f"{number}.log")
            stack.enter_context(worker)
        while told.strikes.total() < strikes:
            _night(world, chance, told, written, strikes, kinds)
            tell(f"{told.strikes.total()} of {strikes} faults, {told.nights} nights")
    told.writes = written.acknowledged.total()
    told.refused = len(written.refused)
    return told


def _night(
    world: World,
    chance: Random,
    told: Campaign,
    written: Written,
    strikes: int,
    kinds: tuple[str, ...],
) -> None:
    change_facts(world.app, world.home, written, chance, world.day)
    day = world.begin_night()
    with writing(world.app, world.home, written, chance):
        for _ in range(MOST_STRIKES):
            sleep(chance.uniform(0, LONGEST_PAUSE))
            if world.state_of(day) == "complete" or told.strikes.total() == strikes:
                break
            name = chance.choice(kinds)
            STRIKES[name](world, chance)
            told.strikes[name] += 1
            told.restarted += world.supervise()
        healed = monotonic()
        while world.state_of(day) != "complete":
            told.retried += world.retry_dead()
            told.restarted += world.supervise()
            assert monotonic() - healed < PATIENCE, world.said()
            sleep(0.1)
    figures = check_invariants(world, written, day)
    told.recovery.append(monotonic() - healed)
    told.nights += 1
    told.jobs = figures.jobs
