"""A job ends done with its results, or dead with its error, or is let go for others."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from agency.errors import NotFound
from agency.extensions import db
from agency.jobs import actions
from agency.jobs.claims import Claim
from agency.jobs.kinds import Args, Kind, register
from agency.jobs.models import Job
from tests.jobs.ledger import (
    HERE,
    Elsewhere,
    added,
    claimed,
    hinted_ago,
    lease_over,
    look,
    nothing,
    now,
    writes,
    written,
)


def note_death(args: Args) -> None:
    writes(f"death of {args['name']}")()


@pytest.fixture(autouse=True)
def _mortals() -> None:
    register(Kind("mortal", lambda _: nothing, died=note_death))


def last_attempt(job_id: int) -> Claim:
    """The third claim of a job whose first two workers vanished."""
    for _ in range(2):
        claimed(job_id)
        lease_over(job_id)
    return claimed(job_id)


def pause(job: Job) -> float:
    """Seconds until a job that was let go may be claimed."""
    assert job.lease_until is not None
    return (job.lease_until - now()).total_seconds()


def test_results_and_done_are_one_transaction(database: SQLAlchemy) -> None:
    bystander, job_id = added(), added()
    claimed(bystander)

    def breaks() -> None:
        writes("half")()
        raise ZeroDivisionError

    claim = claimed(job_id)
    with pytest.raises(ZeroDivisionError):
        actions.finish(claim, breaks)
    db.session.rollback()
    assert not written("half")
    assert look(job_id).state == "running"
    assert actions.finish(claim, writes("whole"))
    assert written("whole")
    done = look(job_id)
    assert (done.state, done.worker, done.lease_until) == ("done", None, None)
    assert done.finished_at is not None
    assert look(bystander).state == "running"


def test_a_job_is_done_once(database: SQLAlchemy) -> None:
    claim = claimed(added())
    assert actions.finish(claim, nothing)
    assert not actions.finish(claim, writes("twice"))
    assert not written("twice")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_deadlock_is_worth_another_try(database: SQLAlchemy) -> None:
    claim = claimed(added())
    tries: list[None] = []

    def store() -> None:
        tries.append(None)
        writes("after all")()
        if len(tries) < 3:
            db.session.execute(text("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$"))

    assert actions.finish(claim, store)
    assert written("after all")
    assert len(tries) == 3


def test_a_failed_attempt_waits_longer_each_time_and_is_told_of_again(
    database: SQLAlchemy,
) -> None:
    job_id = added()
    for attempt, seconds in ((1, 5), (2, 30)):
        claim = claimed(job_id)
        hinted_ago(job_id, 1)
        actions.fail(claim, "no luck")
        job = look(job_id)
        assert seconds - 4 < pause(job) <= seconds
        assert (job.state, job.worker, job.attempts) == ("running", None, attempt)
        assert job.last_error == f"attempt {attempt}: no luck"
        assert list(actions.hint(3600)) == []
        assert actions.claim(job_id, HERE) is None
        lease_over(job_id)
        assert list(actions.hint(3600)) == [job_id]


def test_who_takes_up_a_failed_job_does_not_call_it_vanished(database: SQLAlchemy) -> None:
    job_id = added()
    actions.fail(claimed(job_id), "no luck")
    lease_over(job_id)
    claimed(job_id)
    assert look(job_id).last_error == "attempt 1: no luck"


def test_the_third_failure_is_death_and_noted_by_the_kind_as_well(database: SQLAlchemy) -> None:
    survivor = added("mortal", {"name": "another"})
    claimed(survivor)
    job_id = added("mortal", {"name": "this"})
    actions.fail(last_attempt(job_id), "no luck")
    job = look(job_id)
    assert (job.state, job.worker, job.lease_until) == ("dead", None, None)
    assert job.last_error == "attempt 3: no luck"
    assert job.finished_at is not None
    assert written("death of this")
    assert not written("death of another")
    assert look(survivor).state == "running"


def test_a_death_that_cannot_be_noted_did_not_happen(database: SQLAlchemy) -> None:
    def breaks(_args: Args) -> None:
        writes("half")()
        raise ZeroDivisionError

    register(Kind("mortal", lambda _: nothing, died=breaks))
    job_id = added("mortal")
    with pytest.raises(ZeroDivisionError):
        actions.fail(last_attempt(job_id), "no luck")
    db.session.rollback()
    assert look(job_id).state == "running"
    assert not written("half")


def test_the_sweep_buries_those_whose_last_worker_vanished(database: SQLAlchemy) -> None:
    held, tried_twice = added("mortal", {"name": "held"}), added("mortal", {"name": "twice"})
    job_id = added("mortal", {"name": "this"})
    last_attempt(held)
    for _ in range(2):
        claimed(tried_twice)
        lease_over(tried_twice)
    last_attempt(job_id)
    lease_over(job_id)
    assert actions.sweep() == 1
    assert actions.sweep() == 0
    job = look(job_id)
    assert (job.state, job.last_error) == ("dead", f"its worker vanished ({HERE})")
    assert [look(held).state, look(tried_twice).state] == ["running", "running"]
    assert written("death of this")


def test_a_dead_job_of_a_kind_that_nobody_knows_is_buried_all_the_same(
    database: SQLAlchemy,
) -> None:
    job_id = added("of another version")
    last_attempt(job_id)
    lease_over(job_id)
    assert actions.sweep() == 1
    assert look(job_id).state == "dead"


def test_sweeping_at_once_notes_each_death_once(database: SQLAlchemy, elsewhere: Elsewhere) -> None:
    for turn in range(5):
        job_id = added("mortal", {"name": turn})
        last_attempt(job_id)
        lease_over(job_id)
        assert sorted(elsewhere.at_once(4, actions.sweep)) == [0, 0, 0, 1]
        assert written(f"death of {turn}")


def test_a_job_given_back_is_as_if_never_claimed(database: SQLAlchemy) -> None:
    other, job_id = added(), added()
    claimed(other)
    claim = claimed(job_id)
    hinted_ago(job_id, 1)
    actions.give_back(claim)
    job = look(job_id)
    assert (job.attempts, job.worker, job.last_error) == (0, None, None)
    assert list(actions.hint(3600)) == [job_id]
    assert claimed(job_id).fence > claim.fence
    assert look(other).attempts == 1


def test_a_dead_job_is_tried_again_from_its_first_attempt(database: SQLAlchemy) -> None:
    other, job_id = added(), added()
    for dead in (other, job_id):
        actions.fail(last_attempt(dead), "no luck")
    hinted_ago(job_id, 1)
    actions.retry(job_id)
    job = look(job_id)
    assert (job.state, job.attempts, job.finished_at) == ("pending", 0, None)
    assert list(actions.hint(3600)) == [job_id]
    claim = claimed(job_id)
    assert claim.attempts == 1
    assert actions.finish(claim, nothing)
    assert look(other).state == "dead"


def test_only_what_is_dead_is_tried_again(database: SQLAlchemy) -> None:
    waiting, running, done = added(), added(), added()
    claimed(running)
    actions.finish(claimed(done), nothing)
    for job_id, state in ((waiting, "pending"), (running, "running"), (done, "done")):
        with pytest.raises(actions.NotDead, match=f"job {job_id} is {state}"):
            actions.retry(job_id)
        assert look(job_id).state == state
    with pytest.raises(NotFound):
        actions.retry(0)


def test_a_dead_job_is_not_tried_again_while_equal_work_waits(database: SQLAlchemy) -> None:
    job_id = added(unique_key="same")
    actions.fail(last_attempt(job_id), "no luck")
    added(unique_key="same")
    with pytest.raises(actions.NotDead, match="the same work is waiting already"):
        actions.retry(job_id)
    assert look(job_id).state == "dead"


@pytest.mark.parametrize("values", [{"state": "asleep"}, {"attempts": -1}])
def test_the_database_refuses_what_makes_no_sense(
    database: SQLAlchemy, values: dict[str, object]
) -> None:
    added()
    with pytest.raises(IntegrityError):
        db.session.execute(db.update(Job).values(**values))
    db.session.rollback()
