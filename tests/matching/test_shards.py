"""The shares of a run: each counted once, by whoever has it, under the rules it was begun with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from agency.errors import NotFound
from agency.extensions import db
from agency.jobs.actions import claim, finish, retry
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.matching import starting
from agency.matching.actions import Incomplete, discard, match
from agency.matching.engine import Engine
from agency.matching.models import MatchRun, MatchShard, Shortlist
from agency.matching.shards import RulesChanged, match_shard
from agency.matching.starting import read_inputs, start
from agency.settings import settings
from tests.matching.runs import stored
from tests.matching.working import work_off
from tests.samples.agencies import AS_OF, SMALL, keep

Sabotage = Callable[..., Any]


@pytest.fixture
def run(database: SQLAlchemy) -> MatchRun:
    """A run that has been begun and whose shards wait."""
    keep(SMALL)
    begun, _ = start(read_inputs(AS_OF, settings()))
    db.session.commit()
    return begun


def jobs_of(kind: str) -> list[int]:
    ids = db.session.scalars(select(Job.id).where(Job.kind == kind).order_by(Job.id)).all()
    db.session.rollback()
    return list(ids)


def test_the_assignments_of_a_state_are_a_shard(run: MatchRun) -> None:
    shards = db.session.scalars(select(MatchShard).order_by(MatchShard.number)).all()
    assert [shard.state for shard in shards] == sorted({shard.state for shard in shards})
    assert sum(len(shard.refs) for shard in shards) == 6
    assert run.shards == len(shards) == len(jobs_of("match_shard"))


def test_a_large_state_is_several_shards(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(SMALL)
    monkeypatch.setattr(starting, "MOST_IN_SHARD", 1)
    match(AS_OF)
    assert db.session.scalar(select(func.count()).select_from(MatchShard)) == 6
    assert len(stored(database)) == 33


def test_whoever_counts_the_last_shard_adds_the_finish(app: Flask, run: MatchRun) -> None:
    *others, last = jobs_of("match_shard")
    for job_id in others:
        assert run_job(app, job_id)
    assert not jobs_of("match_finish")
    assert run_job(app, last)
    assert len(jobs_of("match_finish")) == 1


def test_a_shard_done_by_two_is_written_and_counted_once(app: Flask, run: MatchRun) -> None:
    """The first is taken for dead while it computes; it comes back when the second is done."""
    run_id = run.id
    job_id = jobs_of("match_shard")[0]
    late = claim(job_id, "late")
    assert late
    store = match_shard(late.args)
    db.session.rollback()
    job = db.session.get_one(Job, job_id)
    job.lease_until = job.added_at
    db.session.commit()
    assert run_job(app, job_id)
    assert not finish(late, store)
    assert db.session.get_one(MatchRun, run_id).shards_done == 1
    doubled = select(Shortlist.assignment_id).group_by(Shortlist.assignment_id)
    assert not db.session.scalars(doubled.having(func.count() > 1)).all()


def test_a_shard_says_what_it_took(app: Flask, run: MatchRun) -> None:
    assert run_job(app, jobs_of("match_shard")[0])
    used = db.session.scalars(select(MatchShard.usage).order_by(MatchShard.number)).first()
    assert used is not None
    assert {"load", "match", "write", "peak_mb"} == used.keys()
    assert used["peak_mb"] > 10


def test_a_run_goes_on_only_by_the_settings_it_was_begun_with(
    run: MatchRun, set_to: Callable[..., None]
) -> None:
    set_to(near_miss_size=7)
    with pytest.raises(RulesChanged, match=f"run {run.id} was begun with other rules or settings"):
        match_shard({"run": run.id, "shard": 1})


def test_a_run_or_a_shard_that_is_not_there_is_named(run: MatchRun) -> None:
    with pytest.raises(NotFound, match="there is no run '999'"):
        match_shard({"run": 999, "shard": 1})
    with pytest.raises(NotFound, match="there is no shard '99'"):
        match_shard({"run": run.id, "shard": 99})


def test_to_discard_a_run_removes_its_jobs_and_no_others(run: MatchRun) -> None:
    run_id = run.id
    other, _ = start(read_inputs(AS_OF.replace(day=25), settings()))
    db.session.commit()
    kept = other.id
    db.session.rollback()
    discard(run_id)
    of_shards = select(Job.subject).where(Job.kind == "match_shard")
    assert set(db.session.scalars(of_shards)) == {f"run:{kept}"}


def test_a_shard_that_fails_for_good_leaves_the_run_incomplete_until_it_is_retried(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(SMALL)
    whole = match(AS_OF)
    expected = stored(database)
    database.session.rollback()
    discard(whole.run)
    healthy = Engine.match

    def poisoned(self: Engine, assignment: Any, *rest: Any) -> Any:
        if assignment.ref == "W-3":
            raise ValueError("a poisonous assignment")
        return healthy(self, assignment, *rest)

    monkeypatch.setattr(Engine, "match", poisoned)
    monkeypatch.setattr("agency.jobs.actions.RETRY_SECONDS", (0, 0))
    with pytest.raises(Incomplete, match="a poisonous assignment"):
        match(AS_OF)
    run = db.session.scalars(select(MatchRun)).one()
    assert (run.state, run.shards_done) == ("incomplete", run.shards - 1)
    dead = db.session.scalars(select(Job.id).where(Job.state == "dead")).one()
    db.session.rollback()
    monkeypatch.setattr(Engine, "match", healthy)
    retry(dead)
    work_off(app)
    assert db.session.scalars(select(MatchRun.state)).all() == ["complete"]
    assert stored(database) == expected


def test_whoever_matches_again_has_what_failed_tried_again(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(SMALL)
    healthy = Engine.match
    monkeypatch.setattr(Engine, "match", lambda *_: 1 / 0)
    monkeypatch.setattr("agency.jobs.actions.RETRY_SECONDS", (0, 0))
    with pytest.raises(Incomplete, match="ZeroDivisionError"):
        match(AS_OF)
    monkeypatch.setattr(Engine, "match", healthy)
    again = match(AS_OF)
    assert again.repeated
    assert db.session.scalars(select(MatchRun.state)).all() == ["complete"]
    assert len(stored(database)) == 33
