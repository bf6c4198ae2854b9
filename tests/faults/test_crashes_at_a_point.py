"""Processes that die at the worst moments there are."""

from __future__ import annotations

from collections import Counter

import pytest

from agency.jobs.queries import jobs
from agency.matching.starting import MATCH_FINISH, MATCH_SHARD
from tests.faults.invariants import check_invariants
from tests.faults.processes import SABOTAGED
from tests.faults.world import World
from tests.faults.writers import Written


@pytest.mark.parametrize("kind", [MATCH_SHARD, MATCH_FINISH])
@pytest.mark.parametrize(("moment", "claims"), [("before_commit", 2), ("after_commit", 1)])
def test_a_finishing_transaction_is_all_or_nothing(
    world: World, written: Written, kind: str, moment: str, claims: int
) -> None:
    """F14: what was not committed is done again, and what was committed is not."""
    marker = world.home / f"crashed-{kind}-{moment}"
    crash = {"FAULT_CRASH": moment, "FAULT_CRASH_KIND": kind, "FAULT_MARKER": str(marker)}
    with world.at_work(program=SABOTAGED, settings=crash):
        day = world.begin_night()
        world.wait_for_night(day)
        check_invariants(world, written, day)
    assert marker.exists()
    assert max(attempts_of(world, kind)) == claims


def test_a_hint_that_was_noted_and_not_sent_is_sent_again(world: World, written: Written) -> None:
    """F15."""
    marker = world.home / "crashed-before-publish"
    crash = {"FAULT_CRASH": "before_publish", "FAULT_MARKER": str(marker)}
    with world.at_work(program=SABOTAGED, settings=crash):
        day = world.begin_night()
        world.wait_for_night(day)
        check_invariants(world, written, day)
    assert marker.exists()


def attempts_of(world: World, kind: str) -> Counter[int]:
    """How often the jobs of a kind were claimed."""
    return world.ask(lambda: Counter(job.attempts for job in jobs() if job.kind == kind))
