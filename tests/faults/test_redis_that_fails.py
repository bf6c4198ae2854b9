"""Redis loses all it has, or is silent: work is done all the same, and nobody waits for it."""

from __future__ import annotations

from random import Random
from time import monotonic

from agency.jobs.queries import jobs_by_state
from tests.faults.invariants import check_invariants
from tests.faults.processes import SABOTAGED, SLOW
from tests.faults.serving import Pages, served
from tests.faults.world import World
from tests.faults.writers import Written, change_facts, writing

WRITES = 20
# Longer than any timeout on the way to Redis, so that all of them run out.
SILENCE = 7.0  # seconds
PAGES = ("/", "/healthz")


def test_an_empty_redis_costs_no_work(world: World, written: Written) -> None:
    """F4: it is killed in the middle of a night and comes back with nothing in it."""
    with world.at_work(program=SABOTAGED, settings=SLOW):
        day = world.begin_night()
        world.wait_for_shard()
        world.redis.kill()
        world.redis.start()
        world.wait_for_night(day)
        check_invariants(world, written, day)


def test_nobody_waits_for_a_redis_that_is_silent(
    world: World, written: Written, chance: Random
) -> None:
    """F5: it is frozen until so many writes and pages are through; then the night goes on."""
    with world.at_work() as worker, served(world) as address:
        worker.wait_until_ready()
        world.redis.freeze()
        day = world.begin_night()
        pages = Pages(address, world)
        began = monotonic()
        with writing(world.app, world.home, written, chance):
            while monotonic() - began < SILENCE or written.acknowledged["candidates"] < WRITES:
                for page in PAGES:
                    pages.get(page)
        change_facts(world.app, world.home, written, chance, world.day)
        assert set(pages.statuses) == {200}
        assert not written.refused
        assert world.ask(jobs_by_state)["pending"]
        world.redis.thaw()
        world.wait_for_night(day)
        check_invariants(world, written, day)
