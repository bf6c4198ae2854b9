"""Messages come three times, beats come from two places or not for a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete

from agency.extensions import db
from agency.jobs.models import TICK, Heartbeat, Job
from agency.jobs.queries import heartbeat_age, jobs, moment_now
from agency.matching.starting import MATCH_NIGHT
from tests.faults.invariants import check_invariants
from tests.faults.processes import SABOTAGED, SLOW
from tests.faults.world import World
from tests.faults.writers import Written


def test_a_job_that_is_told_of_three_times_is_done_once(world: World, written: Written) -> None:
    """F16: two workers hear three times of everything, and again and again."""
    with (
        world.at_work(program=SABOTAGED, settings=SLOW, log="one.log"),
        world.at_work("--no-beat", program=SABOTAGED, settings=SLOW, log="other.log"),
    ):
        day = world.begin_night()
        while world.state_of(day) != "complete":
            world.publish(world.ask(lambda: [job.id for job in jobs()]), times=3)
            world.wait_until(lambda: not world.untaken(), "messages are not taken")
        check_invariants(world, written, day)
    assert world.ask(lambda: max(job.attempts for job in jobs())) == 1


def test_a_day_without_a_beat_is_caught_up_once_by_two(world: World, written: Written) -> None:
    """F17: nobody ticked for a day, then two workers do."""
    world.ask(let_a_day_pass)
    with (
        world.at_work(program=SABOTAGED, settings=SLOW, log="one.log"),
        world.at_work(program=SABOTAGED, settings=SLOW, log="other.log"),
    ):
        world.wait_until(lambda: bool(nights()), "the night that was missed is not caught up")
        (night,) = world.ask(nights)
        day = date.fromisoformat(night.args["as_of"])
        world.wait_for_night(day)
        check_invariants(world, written, day)
        age = world.ask(heartbeat_age)
        assert age is not None
        assert age < timedelta(minutes=1)
    assert len(world.ask(nights)) == 1
    assert not list(world.home.glob("*beat*"))  # no file either by which to remember wrongly


def let_a_day_pass() -> None:
    """The last sign of life was a day ago, and nothing was done since."""
    db.session.execute(delete(Job))
    db.session.add(Heartbeat(name=TICK, beat_at=moment_now() - timedelta(days=1)))
    db.session.commit()


def nights() -> Sequence[Job]:
    return [job for job in jobs() if job.kind == MATCH_NIGHT]
