"""Signs that somebody is at work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.extensions import db
from agency.jobs import actions, signs
from tests.jobs.ledger import added, claimed, lease_over, nothing, now


def test_held_are_those_that_somebody_is_doing(database: SQLAlchemy) -> None:
    added()
    held, failed, lost, done = added(), added(), added(), added()
    claimed(held)
    actions.fail(claimed(failed), "no luck")
    claimed(lost)
    lease_over(lost)
    actions.finish(claimed(done), nothing)
    assert [job.id for job in signs.held_jobs()] == [held]


def test_of_work_that_nobody_began_there_is_no_sign(database: SQLAlchemy) -> None:
    added(subject="run:1")
    claimed(added(subject="run:2"))
    assert signs.last_sign("run:1") is None


@pytest.mark.parametrize("ended", [True, False])
def test_who_holds_on_to_a_job_or_ends_it_gives_a_sign(database: SQLAlchemy, ended: bool) -> None:
    before = now()
    claim = claimed(added(subject="run:1"))
    if ended:
        actions.finish(claim, nothing)
    sign = signs.last_sign("run:1")
    assert sign is not None
    assert before - timedelta(seconds=1) <= sign <= now()


def test_a_lease_that_is_over_tells_when_it_was_renewed_last(database: SQLAlchemy) -> None:
    job_id = added(subject="run:1")
    claimed(job_id)
    lease_over(job_id)
    sign = signs.last_sign("run:1")
    assert sign is not None
    assert timedelta(seconds=120) < now() - sign < timedelta(seconds=180)


def test_a_pause_after_an_error_is_no_sign_of_anybody(database: SQLAlchemy) -> None:
    actions.fail(claimed(added(subject="run:1")), "no luck")
    assert signs.last_sign("run:1") is None


def unfinished(subject: str) -> bool:
    found = signs.unfinished(subject)
    db.session.rollback()
    return found


def test_what_is_pending_or_running_is_unfinished(database: SQLAlchemy) -> None:
    added(subject="run:2")
    job_id = added(subject="run:1")
    assert unfinished("run:1")
    claim = claimed(job_id)
    assert unfinished("run:1")
    actions.finish(claim, nothing)
    assert not unfinished("run:1")
