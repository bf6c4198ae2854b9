"""PostgreSQL is killed under people and workers; what it acknowledged is there."""

from __future__ import annotations

from random import Random
from threading import Event, Thread
from time import sleep

from tests.faults.invariants import check_invariants
from tests.faults.processes import SABOTAGED, SLOW
from tests.faults.serving import Pages, served
from tests.faults.world import World
from tests.faults.writers import Written, writing

DOWN = 1.0  # seconds
KILLS = 2
WRITES = 10  # before each kill


def test_what_was_acknowledged_outlives_the_server(
    world: World, written: Written, chance: Random
) -> None:
    """F8: a page says 503 meanwhile, never 500; writers try again; the night is complete."""
    stopping = Event()
    with world.at_work(program=SABOTAGED, settings=SLOW), served(world) as address:
        pages = Pages(address, world)
        reader = Thread(target=look_again_and_again, args=(pages, stopping))
        day = world.begin_night()
        with writing(world.app, world.home, written, chance):
            reader.start()
            for kill in range(1, KILLS + 1):
                while written.acknowledged["candidates"] < kill * WRITES:
                    sleep(0.05)
                world.postgres.kill()
                sleep(DOWN)
                world.postgres.start()
            world.wait_for_night(day)
        while pages.get("/") != 200:
            sleep(0.1)
        stopping.set()
        reader.join()
        check_invariants(world, written, day)
    assert set(pages.statuses) == {200, 503}
    assert written.refused


def look_again_and_again(pages: Pages, stopping: Event) -> None:
    while not stopping.wait(0.02):
        pages.get("/")
