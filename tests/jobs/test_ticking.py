"""A tick finds out all that must be done, and a publisher that fails loses nothing."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.extensions import db
from agency.jobs import actions, queries
from agency.jobs.kinds import Wanted, register_schedule
from agency.jobs.ticking import tick
from tests.jobs.ledger import added, claimed, lease_over, look


class NoBroker(Exception):
    pass


def test_a_tick_publishes_what_is_due_and_what_it_adds_itself(database: SQLAlchemy) -> None:
    def nights(now: datetime) -> list[Wanted]:
        return [Wanted("canary", f"night:{now.date()}", {})]

    register_schedule("nightly", nights)
    added(due_in=60)
    waiting, published = added(), list[int]()
    tick(published.append, again_after=60)
    assert published == [waiting, max(job.id for job in queries.jobs())]
    assert queries.heartbeat_age() is not None
    db.session.rollback()
    tick(published.append, again_after=60)
    assert len(published) == 2


def test_a_tick_buries_the_dead_and_says_so(
    database: SQLAlchemy, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = added()
    for _ in range(3):
        claimed(job_id)
        lease_over(job_id)
    published: list[int] = []
    tick(published.append, again_after=60)
    assert look(job_id).state == "dead"
    assert published == []
    assert "1 jobs are dead after 3 attempts" in caplog.text


def test_what_could_not_be_published_is_told_again_at_the_next_tick(database: SQLAlchemy) -> None:
    first, second, third = added(), added(), added()
    published: list[int] = []

    def publish(job_id: int) -> None:
        if job_id == second:
            raise NoBroker
        published.append(job_id)

    with pytest.raises(NoBroker):
        tick(publish, again_after=60)
    assert published == [first]
    assert list(actions.hint(60)) == [second, third]
