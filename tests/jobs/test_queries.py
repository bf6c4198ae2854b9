"""What is asked about jobs."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency import clock
from agency.errors import NotFound
from agency.extensions import db
from agency.jobs import actions, queries
from tests.jobs.ledger import added, claimed, lease_over, nothing


def test_the_databases_clock_goes_as_ours(database: SQLAlchemy) -> None:
    assert abs((queries.moment_now() - clock.now()).total_seconds()) < 30


def test_within_one_transaction_the_clock_goes_on(database: SQLAlchemy) -> None:
    first = queries.moment_now()
    db.session.execute(db.text("SELECT 1"))
    while queries.moment_now() == first:
        pass
    assert queries.moment_now() > first


def test_jobs_come_newest_first_by_state_and_subject(database: SQLAlchemy) -> None:
    one, two, three = added(subject="run:1"), added(subject="run:2"), added(subject="run:1")
    claimed(one)
    assert [job.id for job in queries.jobs()] == [three, two, one]
    assert [job.id for job in queries.jobs(subject="run:1")] == [three, one]
    assert [job.id for job in queries.jobs(subject="run:1", state="running")] == [one]
    assert [job.id for job in queries.jobs(limit=2)] == [three, two]


def test_a_job_is_read_anew_each_time(database: SQLAlchemy) -> None:
    job_id = added()
    assert queries.job(job_id).state == "pending"
    db.session.rollback()
    claimed(job_id)
    assert queries.job(job_id).state == "running"
    with pytest.raises(NotFound, match="there is no job '0'"):
        queries.job(0)


def test_states_are_counted_those_of_none_included(database: SQLAlchemy) -> None:
    added(), added()
    claimed(added())
    assert queries.jobs_by_state() == {"pending": 2, "running": 1, "done": 0, "dead": 0}


def test_the_oldest_due_is_the_one_that_has_waited_longest_to_be_begun(
    database: SQLAlchemy,
) -> None:
    assert queries.ledger_signs().oldest_id is None
    db.session.rollback()
    added(due_in=60)
    claimed(added(due_in=-900))
    assert queries.ledger_signs().oldest_id is None
    db.session.rollback()
    added(due_in=-10)
    oldest = added(due_in=-100)
    found = queries.ledger_signs()
    assert found.oldest_id == oldest
    assert found.waited is not None
    assert 100 <= found.waited.total_seconds() < 130


def test_what_is_due_of_a_subject_is_what_waits_for_somebody(database: SQLAlchemy) -> None:
    added(subject="run:2")
    held, done, vanished = (added(subject="run:1") for _ in range(3))
    second, first = added(subject="run:1"), added(subject="run:1", due_in=-60)
    claimed(held)
    actions.finish(claimed(done), nothing)
    claimed(vanished)
    lease_over(vanished)
    assert list(queries.due_ids("run:1")) == [first, vanished, second]


def test_a_subject_is_at_work_while_a_job_of_it_is_held(database: SQLAlchemy) -> None:
    claimed(added(subject="run:2"))
    job_id = added(subject="run:1")
    assert not queries.at_work("run:1")
    db.session.rollback()
    claimed(job_id)
    assert queries.at_work("run:1")
    db.session.rollback()
    lease_over(job_id)
    assert not queries.at_work("run:1")
