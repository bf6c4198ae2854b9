"""Kinds of fault, each brought about and, where something is down afterwards, undone."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from sqlalchemy import select

from agency.extensions import db
from agency.jobs.models import Job
from tests.faults.agencies import HASTE
from tests.faults.processes import kill_process
from tests.faults.world import World

LEASE = float(HASTE["AGENCY_LEASE_SECONDS"])
DOWN = 0.5  # seconds, at most, that a killed server stays away
FROZEN = 2.0  # seconds, at most, that Redis is silent

Strike = Callable[[World, Random], None]


def kill_child(world: World, chance: Random) -> None:
    """F1: a process that does a job, if one does; else any that might."""
    children = {pid for worker in world.workers for pid in worker.children()}
    holding = children & {int(name.split(":")[1]) for name in _holders(world)}
    if pids := sorted(holding or children):
        kill_process(chance.choice(pids))


def _holders(world: World) -> list[str]:
    """Who says to be doing a job: machine, process and perhaps thread."""
    running = select(Job.worker).where(Job.state == "running", Job.worker.is_not(None))
    return world.ask(lambda: [name for name in db.session.scalars(running) if name])


def kill_worker(world: World, chance: Random) -> None:
    """F2: a worker with all its processes; it is started again by whoever supervises."""
    chance.choice(world.workers).kill()


def freeze_worker(world: World, chance: Random) -> None:
    """A worker that is taken for dead and then goes on with what is no longer its own."""
    worker = chance.choice(world.workers)
    worker.freeze()
    time.sleep(chance.uniform(0.1, 1.5 * LEASE))
    worker.thaw()


def kill_redis(world: World, chance: Random) -> None:
    """F4: every message is gone, and so is every connection."""
    world.redis.kill()
    time.sleep(chance.uniform(0, DOWN))
    world.redis.start()


def freeze_redis(world: World, chance: Random) -> None:
    """F5: nobody is refused, and nobody is answered."""
    world.redis.freeze()
    time.sleep(chance.uniform(0.1, FROZEN))
    world.redis.thaw()


def kill_postgres(world: World, chance: Random) -> None:
    """F8: whatever was not committed is gone."""
    world.postgres.kill()
    time.sleep(chance.uniform(0, DOWN))
    world.postgres.start()


def publish_again(world: World, chance: Random) -> None:
    """F16: everybody is told three times of all that is unfinished, and of what is done."""
    newest = select(Job.id).order_by(Job.id.desc()).limit(12)
    world.publish(world.ask(lambda: list(db.session.scalars(newest))), times=3)


STRIKES: dict[str, Strike] = {
    "child killed": kill_child,
    "worker killed": kill_worker,
    "worker frozen": freeze_worker,
    "Redis killed": kill_redis,
    "Redis frozen": freeze_redis,
    "PostgreSQL killed": kill_postgres,
    "delivered thrice": publish_again,
}
