"""Assignments that nobody can match: each is given up after three attempts, the others are not."""

from __future__ import annotations

from datetime import date

from agency.extensions import db
from agency.jobs.queries import jobs
from agency.matching.models import MatchShard
from tests.faults.invariants import check_invariants
from tests.faults.processes import SABOTAGED
from tests.faults.world import World
from tests.faults.writers import Written, read_rows

# What each does, and what the ledger says of it after the third time.
POISONS = {
    "raise": "Poisoned: this assignment cannot be matched",
    "kill": "its worker vanished",
    "loop": "took longer than 5 seconds",
    "eat": "needed more than 1024 MB of memory",
}
LIMITS = {"AGENCY_JOB_SECONDS": "5", "AGENCY_JOB_MEMORY_MB": "1024"}


def test_poison_is_given_up_and_the_rest_of_the_night_is_not(
    world: World, written: Written
) -> None:
    """F19: one raises, kills, loops and eats memory in one night; a retry then completes it."""
    poisoned = dict(zip(POISONS, world.ask(one_of_each_state), strict=False))
    words = " ".join(f"{effect}={ref}" for effect, ref in poisoned.items())
    with world.at_work(program=SABOTAGED, settings={**LIMITS, "FAULT_POISON": words}):
        day = world.begin_night()
        world.wait_until(lambda: is_over(world, day), "the poison is not given up")
        dead = world.ask(dead_by_assignment)
        assert world.state_of(day) == "incomplete"
    for effect, ref in poisoned.items():
        assert POISONS[effect] in dead[ref]
    assert world.retry_dead() == len(POISONS)
    with world.at_work():
        world.wait_for_night(day)
        check_invariants(world, written, day)


def one_of_each_state() -> list[str]:
    """An open assignment of each of some states, so that each is in a shard of its own."""
    of_state: dict[str, str] = {}
    for one in read_rows("assignments"):
        if one["status"] == "open":
            of_state.setdefault(one["state"], one["ref"])
    return list(of_state.values())


def is_over(world: World, day: date) -> bool:
    """Whether nothing more is going to happen; nobody waits for the next attempt."""
    world.hurry()
    waiting = {job.state for job in jobs()} & {"pending", "running"}
    return world.state_of(day) is not None and not waiting


def dead_by_assignment() -> dict[str, str]:
    """The last words of the shards that are dead, by each of their assignments."""
    words: dict[str, str] = {}
    for job in jobs(state="dead"):
        shard = db.session.get_one(MatchShard, (job.args["run"], job.args["shard"]))
        words |= dict.fromkeys(shard.refs, job.last_error or "")
    return words
