"""Who is told of a job, and what the schedules want is in the ledger once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select, update

from agency.extensions import Model, db
from agency.jobs import actions, queries
from agency.jobs.kinds import Kind, Wanted, register, register_schedule
from agency.jobs.models import TICK, Heartbeat, Job
from tests.jobs.ledger import Elsewhere, added, claimed, hinted_ago, lease_over, nothing, now

# Of a job that somebody held, long ago.
HELD_ONCE = {"state": "running", "worker": "gone", "lease_until": datetime(2026, 1, 1, tzinfo=UTC)}


def count() -> int:
    number = db.session.scalar(select(func.count()).select_from(Job)) or 0
    db.session.rollback()
    return number


def always(*wanted: Wanted) -> Callable[[datetime], Iterator[Wanted]]:
    return lambda _: iter(wanted)


def test_each_job_is_told_of_once_in_a_while_the_longest_due_first(database: SQLAlchemy) -> None:
    later = added(due_in=3600)
    held = added()
    claimed(held)
    second, first = added(), added(due_in=-60)
    assert list(actions.hint(60)) == [first, second]
    assert list(actions.hint(60)) == []
    hinted_ago(second, 61)
    hinted_ago(first, 59)
    assert list(actions.hint(60)) == [second]
    assert later not in actions.hint(0)


def test_patient_ones_are_told_of_after_all_others(database: SQLAlchemy) -> None:
    register(Kind("patient", lambda _: nothing, patient=True))
    patient, other = added("patient", due_in=-60), added()
    assert list(actions.hint(60)) == [other, patient]


def test_those_whose_worker_is_gone_are_told_of(database: SQLAlchemy) -> None:
    job_id = added()
    actions.hint(60)
    claimed(job_id)
    lease_over(job_id)
    hinted_ago(job_id, 61)
    assert list(actions.hint(60)) == [job_id]


def test_at_most_so_many_are_told_of_at_a_time(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_HINTS", 2)
    ids = [added() for _ in range(5)]
    told = [list(actions.hint(60)) for _ in range(4)]
    assert told == [ids[:2], ids[2:4], ids[4:], []]


def test_who_could_not_be_told_is_told_next_time(database: SQLAlchemy) -> None:
    first, second = added(), added()
    actions.hint(60)
    actions.unhint([second])
    assert list(actions.hint(60)) == [second]
    assert first != second


def test_a_beat_is_a_sign_of_life_on_the_databases_clock(database: SQLAlchemy) -> None:
    assert queries.heartbeat_age() is None
    db.session.rollback()
    before = now()
    beat = actions.beat()
    assert beat
    assert before <= beat <= now()
    again = actions.beat()
    assert again
    assert again >= beat
    age = queries.heartbeat_age()
    assert age is not None
    assert 0 <= age.total_seconds() < 10


def test_what_is_wanted_is_added_once_whatever_became_of_it(database: SQLAlchemy) -> None:
    added(unique_key="something else")
    register_schedule("nightly", always(Wanted("canary", "night:1", {"n": 1}, "night")))
    actions.beat()
    job = db.session.scalars(select(Job).where(Job.unique_key == "night:1")).one()
    job_id = job.id
    assert (job.kind, job.args, job.subject, job.state) == ("canary", {"n": 1}, "night", "pending")
    db.session.rollback()
    actions.beat()
    claim = claimed(job_id)
    actions.beat()
    actions.finish(claim, nothing)
    actions.beat()
    assert count() == 2


def test_a_new_day_is_wanted_anew(database: SQLAlchemy) -> None:
    register_schedule("nightly", always(Wanted("canary", "night:1", {})))
    actions.beat()
    register_schedule("nightly", always(Wanted("canary", "night:2", {})))
    actions.beat()
    assert count() == 2


def test_of_many_beats_at_once_one_adds_what_is_wanted(
    database: SQLAlchemy, elsewhere: Elsewhere
) -> None:
    for day in range(10):
        register_schedule("nightly", always(Wanted("canary", f"night:{day}", {})))
        elsewhere.at_once(6, actions.beat)
        assert count() == day + 1
        waiting = db.session.scalars(select(Job.id).where(Job.state == "pending")).one()
        db.session.rollback()
        actions.finish(claimed(waiting), nothing)  # or only the pending key would be at work


def test_the_first_beats_ever_do_not_get_in_each_others_way(
    database: SQLAlchemy, elsewhere: Elsewhere
) -> None:
    register_schedule("nightly", always(Wanted("canary", "night", {})))
    assert len(elsewhere.at_once(8, actions.beat)) == 8
    assert count() == 1


@contextmanager
def frozen(database: SQLAlchemy, model: type[Model]) -> Iterator[None]:
    """Somebody stands still in the middle of a transaction that has written to all of a table."""
    with database.engine.begin() as connection:
        connection.execute(select(model).with_for_update())
        yield


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nobody_waits_for_one_who_is_frozen_with_a_job(database: SQLAlchemy) -> None:
    stuck, spent = added(), added()
    db.session.execute(update(Job).where(Job.id == spent).values(attempts=3, **HELD_ONCE))
    db.session.commit()
    with frozen(database, Job):
        free = added()
        assert list(actions.hint(60)) == [free]
        assert actions.sweep() == 0
    assert list(actions.hint(60)) == [stuck]
    assert actions.sweep() == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nobody_waits_for_one_who_is_frozen_at_the_beat(database: SQLAlchemy) -> None:
    register_schedule("nightly", always(Wanted("canary", "night:1", {})))
    db.session.add(Heartbeat(name=TICK, beat_at=now()))
    db.session.commit()
    with frozen(database, Heartbeat):
        assert actions.beat() is None
        assert count() == 0
    assert actions.beat() is not None
    assert count() == 1
