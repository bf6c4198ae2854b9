"""A job is added by its caller's transaction; equal work waits once."""

from __future__ import annotations

from concurrent.futures import TimeoutError as NotYet
from threading import Event

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from agency.extensions import begin_write, db
from agency.jobs import actions
from agency.jobs.models import Job
from tests.jobs.ledger import HERE, Elsewhere, added, claimed, look, nothing, now, writes, written

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def count() -> int:
    number = db.session.scalar(select(func.count()).select_from(Job))
    db.session.rollback()
    assert number is not None
    return number


def test_a_job_waits_with_all_that_was_said_of_it(database: SQLAlchemy) -> None:
    job = look(added("canary", {"n": 1}, unique_key="one", subject="run:12"))
    assert (job.kind, job.args, job.unique_key, job.subject) == (
        *("canary", {"n": 1}),
        *("one", "run:12"),
    )
    assert (job.state, job.attempts, job.fence, job.worker) == ("pending", 0, 0, None)
    assert (job.lease_until, job.hinted_at, job.finished_at, job.last_error) == (None,) * 4
    assert job.due_at <= now()


def test_a_job_exists_if_and_only_if_its_callers_transaction_commits(database: SQLAlchemy) -> None:
    actions.add("canary")
    writes("beside")()
    db.session.rollback()
    assert not written("beside")
    assert count() == 0
    actions.add("canary")
    writes("beside")()
    db.session.commit()
    assert written("beside")
    assert count() == 1


def test_a_job_due_later_is_not_to_be_had_before(database: SQLAlchemy) -> None:
    later, at_once = added(due_in=60), added()
    assert actions.claim(later, HERE) is None
    assert claimed(at_once).id == at_once


def test_of_equal_work_one_piece_waits(database: SQLAlchemy) -> None:
    first = added(unique_key="same")
    added(unique_key="another")
    actions.add("canary", {"n": 2}, unique_key="same")
    db.session.commit()
    assert count() == 2
    assert look(first).args == {}


def test_work_without_a_key_is_never_equal(database: SQLAlchemy) -> None:
    added()
    added()
    assert count() == 2


def test_what_arrives_while_equal_work_is_done_waits_anew(database: SQLAlchemy) -> None:
    first = added(unique_key="same")
    claim = claimed(first)
    second = added(unique_key="same")
    assert second != first
    assert actions.finish(claim, nothing)
    third = added(unique_key="same")
    assert third == second
    assert [look(first).state, look(second).state] == ["done", "pending"]


def test_adding_at_once_leaves_one(database: SQLAlchemy, elsewhere: Elsewhere) -> None:
    def add() -> None:
        begin_write()
        actions.add("canary", unique_key="same")
        db.session.commit()

    for _ in range(5):
        before = count()
        elsewhere.at_once(8, add)
        assert count() == before + 1
        waiting = db.session.scalars(select(Job.id).where(Job.state == "pending")).one()
        db.session.rollback()
        assert actions.finish(claimed(waiting), nothing)


@on_postgresql
def test_whoever_begins_it_waits_for_who_adds_it_again_and_sees_what_that_one_wrote(
    database: SQLAlchemy, elsewhere: Elsewhere
) -> None:
    job_id = added(unique_key="same")
    writing, commit = Event(), Event()

    def add() -> None:
        writes("late news")()
        actions.add("canary", unique_key="same")
        writing.set()
        assert commit.wait(30)
        db.session.commit()

    def work() -> bool:
        claimed(job_id)
        return written("late news")

    adding = elsewhere.begin(add)
    assert writing.wait(30)
    working = elsewhere.begin(work)
    with pytest.raises(NotYet):
        working.result(0.5)
    commit.set()
    assert working.result(30)
    adding.result(30)
    assert count() == 1


@on_postgresql
def test_who_adds_work_that_is_being_begun_adds_another_piece(
    database: SQLAlchemy, elsewhere: Elsewhere
) -> None:
    first = added(unique_key="same")
    db.session.execute(
        select(Job.id).where(Job.id == first).with_for_update()
    )  # as a claim does that has not committed yet
    db.session.get_one(Job, first).state = "running"
    db.session.flush()
    adding = elsewhere.begin(lambda: added(unique_key="same"))
    with pytest.raises(NotYet):
        adding.result(0.5)
    db.session.commit()
    assert adding.result(30) != first
    assert count() == 2
