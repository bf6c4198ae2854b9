"""How runs stand, and what they have not seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.edits.actions import record
from agency.edits.queries import visible
from agency.errors import NotFound
from agency.extensions import db
from agency.jobs import actions
from agency.matching.models import MatchRun
from agency.matching.run_queries import (
    deltas_of,
    full_run_of,
    full_runs,
    run_with_id,
    silent_for,
    standing_of,
    unfinished_runs,
    unworked,
)
from tests.jobs.deaths import died
from tests.jobs.ledger import added, claimed, configure, lease_over, nothing
from tests.matching.run_rows import AS_OF, make_delta, make_run, make_unfinished_run

HOUR = timedelta(hours=1)


def committed(run: MatchRun) -> int:
    run_id = run.id
    db.session.commit()
    return run_id


def silence(run_id: int) -> timedelta | None:
    found = silent_for(run_with_id(run_id))
    db.session.rollback()
    return found


# Which there are


def test_full_runs_come_newest_first_with_what_was_worked_in_since(database: SQLAlchemy) -> None:
    one, two = make_run(), make_run()
    first = make_delta(one)
    last = make_delta(first)
    found = full_runs()
    assert [standing.run for standing in found] == [two, one]
    assert [standing.deltas for standing in found] == [0, 2]
    assert [standing.last_delta for standing in found] == [None, last]
    assert full_runs(limit=1)[0].run is two
    assert deltas_of(one) == [first, last]
    assert deltas_of(two) == []


def test_a_delta_stands_as_its_full_run_does(database: SQLAlchemy) -> None:
    make_run()
    base = make_run()
    tip = make_delta(make_delta(base))
    assert full_run_of(tip) is base
    assert full_run_of(base) is base
    assert standing_of(tip) == standing_of(base)
    assert standing_of(base).took == timedelta(seconds=10)


def test_a_run_that_is_not_there_is_not_found(database: SQLAlchemy) -> None:
    with pytest.raises(NotFound, match="there is no run '7'"):
        run_with_id(7)


def test_unfinished_are_those_that_no_later_run_stands_in_for(database: SQLAlchemy) -> None:
    make_unfinished_run()
    complete = make_run()
    running, incomplete = make_unfinished_run(), make_unfinished_run(state="incomplete")
    make_delta(complete)
    assert [standing.run for standing in unfinished_runs(AS_OF)] == [incomplete, running]


def test_a_trial_of_the_future_stands_in_for_none(database: SQLAlchemy) -> None:
    run = make_unfinished_run()
    make_run(as_of=AS_OF + timedelta(days=1))
    assert [standing.run for standing in unfinished_runs(AS_OF)] == [run]
    assert unfinished_runs(AS_OF + timedelta(days=1)) == []


def test_without_a_complete_run_all_others_are_unfinished(database: SQLAlchemy) -> None:
    run = make_unfinished_run()
    assert [standing.run for standing in unfinished_runs(AS_OF)] == [run]


def test_an_incomplete_run_is_not_well_and_names_its_dead_jobs(database: SQLAlchemy) -> None:
    run_id = committed(make_unfinished_run(state="incomplete"))
    other, dead = added(), added(subject=f"run:{run_id}")
    for job_id in (other, dead):
        died(job_id)
    (standing,) = unfinished_runs(AS_OF)
    assert not standing.well
    assert [job.id for job in standing.dead] == [dead]


# Whether somebody is at work


def test_nobody_has_worked_on_a_run_since_it_was_begun(database: SQLAlchemy) -> None:
    run_id = committed(make_unfinished_run())
    quiet = silence(run_id)
    assert quiet is not None
    assert HOUR <= quiet < HOUR + timedelta(minutes=5)
    (standing,) = full_runs()
    assert not standing.well


@pytest.mark.parametrize("state", ["complete", "incomplete"])
def test_a_run_that_is_not_under_way_is_never_silent(database: SQLAlchemy, state: str) -> None:
    assert silence(committed(make_unfinished_run(state=state))) is None


def test_who_holds_a_job_of_it_is_at_work(database: SQLAlchemy) -> None:
    run_id = committed(make_unfinished_run())
    claimed(added(subject="run:0"))
    assert silence(run_id) is not None
    claimed(added(subject=f"run:{run_id}"))
    assert silence(run_id) is None


def test_who_has_just_done_a_job_of_it_is_not_gone(database: SQLAlchemy) -> None:
    run_id = committed(make_unfinished_run())
    actions.finish(claimed(added(subject=f"run:{run_id}")), nothing)
    assert silence(run_id) is None


def test_whoever_vanished_is_gone_after_two_leases(database: SQLAlchemy, app: Flask) -> None:
    run_id = committed(make_unfinished_run())
    job_id = added(subject=f"run:{run_id}")
    claimed(job_id)
    lease_over(job_id)
    assert silence(run_id) is None  # the lease of two minutes has been over for a second
    configure(app, lease_seconds=1)
    claimed(job_id)
    lease_over(job_id)
    job_seen = silence(run_id)
    assert job_seen is not None
    assert job_seen < timedelta(minutes=1)


def test_while_work_is_handed_out_what_is_left_of_a_run_waits_its_turn(
    database: SQLAlchemy,
) -> None:
    run_id = committed(make_unfinished_run())
    added(subject=f"run:{run_id}")
    assert silence(run_id) is not None
    actions.beat()
    assert silence(run_id) is None


def test_a_run_of_which_no_work_is_left_is_silent_whoever_hands_out_work(
    database: SQLAlchemy,
) -> None:
    run_id = committed(make_unfinished_run())
    added(subject="run:0")
    actions.beat()
    assert silence(run_id) is not None


# What has not been seen


def test_a_run_that_has_seen_all_edits_misses_none(database: SQLAlchemy) -> None:
    assert unworked(make_run()) is None
    record("candidate", [1, 2])
    assert unworked(make_run(seen=visible())) is None


def test_later_edits_are_counted_with_the_age_of_the_oldest(database: SQLAlchemy) -> None:
    record("candidate", [1])
    run = make_run(seen=visible())
    record("candidate", [1])
    record("facility", [2])
    found = unworked(run)
    assert found is not None
    assert found.edits == 2
    assert timedelta(seconds=-1) < found.oldest < timedelta(minutes=1)


def test_an_edit_that_turns_up_among_those_seen_is_missed_too(database: SQLAlchemy) -> None:
    record("candidate", [1, 2, 3])
    ((first, last),) = visible()
    assert unworked(make_run(seen=[[1, first], [last, last]])) is not None
    assert unworked(make_run(seen=[[1, last]])) is None
