"""Workers are killed, frozen and robbed of their messages; the night is as if they had not been."""

from __future__ import annotations

from agency.extensions import db
from agency.jobs.actions import hint
from agency.jobs.models import Job
from tests.faults.agencies import Agency
from tests.faults.invariants import check_invariants
from tests.faults.processes import SABOTAGED, SLOW, kill_process
from tests.faults.striking import LEASE
from tests.faults.world import World
from tests.faults.writers import Written


def test_what_a_killed_process_was_doing_is_done_by_another(world: World, written: Written) -> None:
    """F1."""
    with world.at_work(program=SABOTAGED, settings=SLOW) as worker:
        day = world.begin_night()
        struck = world.wait_for_shard()
        assert kill_process(process_of(struck))
        world.wait_for_night(day)
        assert worker.lives()
        check_invariants(world, written, day)
    assert attempts(world, struck) == 2


def test_what_a_killed_worker_was_doing_is_done_by_the_next(world: World, written: Written) -> None:
    """F2."""
    with world.at_work(program=SABOTAGED, settings=SLOW) as worker:
        day = world.begin_night()
        struck = world.wait_for_shard()
        worker.kill()
        world.wait_for_night(day)
        check_invariants(world, written, day)
    assert attempts(world, struck) == 2


def test_a_frozen_worker_finds_that_others_have_done_its_work(
    world: World, written: Written
) -> None:
    with (
        world.at_work(program=SABOTAGED, settings=SLOW, log="frozen.log") as frozen,
        world.at_work(log="awake.log") as awake,
    ):
        frozen.wait_until_ready()
        awake.wait_until_ready()
        day = world.begin_night()
        while process_of(struck := world.wait_for_shard()) not in frozen.children():
            pass
        frozen.freeze()
        world.wait_for_night(day)
        frozen.thaw()
        check_invariants(world, written, day)
    assert attempts(world, struck) == 2


def test_a_message_that_vanished_with_its_taker_is_sent_again(
    world: World, written: Written
) -> None:
    """F3: Redis hands a message over before it notes to whom."""
    with world.at_work("--no-beat") as worker:
        worker.wait_until_ready()
        day = world.begin_night()
        told = world.ask(lambda: list(hint(LEASE / 2)))
        worker.freeze()
        world.publish(told)
        world.lose_untaken()  # unless it has handed them over to the one who is frozen
        assert not world.untaken()
        worker.kill()
        assert world.state_of(day) is None
    with world.at_work():
        world.wait_for_night(day)
        check_invariants(world, written, day)


def process_of(job: Job) -> int:
    """Who works on a job."""
    assert job.worker is not None
    return int(job.worker.split(":")[1])


def attempts(world: Agency, job: Job) -> int:
    """How often a job was claimed."""
    return world.ask(lambda: db.session.get_one(Job, job.id).attempts)
