"""Night after night under random faults, and the figures of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from random import Random
from statistics import median
from time import monotonic, sleep

from tests.faults.agencies import PATIENCE
from tests.faults.invariants import check_invariants, check_served
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
    """What is done to a world by chance, and what became of it."""

    world: World
    chance: Random
    written: Written = field(default_factory=Written)
    strikes: Counter[str] = field(default_factory=Counter)
    jobs: Counter[str] = field(default_factory=Counter)
    nights: int = 0
    retried: int = 0
    recovery: list[float] = field(default_factory=list)

    def strike(self, times: int, tell: Tell) -> None:
        """So many faults at random moments of as many nights as it takes; raises Violated."""
        with ExitStack() as stack:
            for number in range(WORKERS):
                worker = self.world.at_work(program=SABOTAGED, settings=SLOW, log=f"{number}.log")
                stack.enter_context(worker)
            while self.strikes.total() < times:
                self._live_through_a_night(times)
                if self.strikes.total() < times:
                    self._live_through_a_day()
                tell(f"{self.strikes.total()} of {times} faults, {self.nights} nights")

    def lines(self) -> list[str]:
        """The figures, in words; the zeros are so because anything else would have ended it."""
        kinds = ", ".join(f"{count} × {name}" for name, count in sorted(self.strikes.items()))
        return [
            f"{self.strikes.total()} faults: {kinds}",
            f"{self.world.restarts} workers started again",
            f"{self.nights} nights complete, and the days after them followed: 0 results with"
            " another SHA-256 than undisturbed",
            f"{self.jobs['done']} jobs done, {self.jobs['dead']} dead,"
            f" {self.retried} times a dead one was retried by hand",
            f"{self.written.acknowledged.total()} rows acknowledged,"
            f" {len(self.written.refused)} times refused and written again",
            "0 items lost, 0 effects twice",
            f"recovery: median {median(self.recovery):.1f} s, most {max(self.recovery):.1f} s",
        ]

    def _live_through_a_night(self, times: int) -> None:
        """A night is struck while people write, until it is over."""
        world, chance = self.world, self.chance
        day = world.begin_night()
        with writing(world.app, world.home, self.written, chance):
            for _ in range(min(MOST_STRIKES, times - self.strikes.total())):
                sleep(chance.uniform(0, LONGEST_PAUSE))
                if world.state_of(day) == "complete":
                    break
                self._strike()
            took = self._until_complete(day)
        figures = check_invariants(world, self.written, day)
        self.recovery.append(took + figures.drained)
        self.jobs = figures.jobs
        self.nights += 1

    def _live_through_a_day(self) -> None:
        """Facts change, and while what is shown follows them it is struck once."""
        world = self.world
        change_facts(world.app, world.home, self.written, self.chance, world.day)
        sleep(self.chance.uniform(0, LONGEST_PAUSE))
        self._strike()
        self.recovery.append(check_served(world, self.written))

    def _strike(self) -> None:
        name = self.chance.choice(list(STRIKES))
        STRIKES[name](self.world, self.chance)
        self.strikes[name] += 1
        self.world.supervise()

    def _until_complete(self, day: date) -> float:
        """Wait for the night, with what is dead tried again by hand; the seconds it took."""
        healed = monotonic()
        while self.world.state_of(day) != "complete":
            self.retried += self.world.retry_dead()
            self.world.supervise()
            assert monotonic() - healed < PATIENCE, self.world.said()
            sleep(0.1)
        return monotonic() - healed
