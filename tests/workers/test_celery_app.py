"""Celery does the work through a real Redis, in processes of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from celery.beat import Scheduler
from flask import Flask
from sqlalchemy import select

from agency import clock
from agency.extensions import db
from agency.matching.models import MatchRun
from agency.settings import today
from config import RANKING_FILE, BadSetting
from tests.builders import make_assignment, make_candidate, make_credential
from tests.processes import agency_running, wait_until
from workers.celery_app import make_celery

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def celery(app: Flask, redis_url: str) -> Iterator[Celery]:
    """Our end of the queue; the nightly match was due a minute ago."""
    due = clock.now() - timedelta(minutes=1)
    app.config["SETTINGS"] = replace(
        app.config["SETTINGS"], redis_url=redis_url, nightly_at_utc=(due.hour, due.minute)
    )
    with make_celery(app) as celery:
        yield celery


@pytest.fixture
def worker_settings(
    app: Flask, database_url: str, redis_url: str, tmp_path: Path
) -> dict[str, str]:
    """The environment of a worker over the database of ``app``, in which one is eligible."""
    with app.app_context():
        make_credential(make_candidate())
        make_candidate()
        start = today() + timedelta(days=30)
        make_assignment(starts_on=start, ends_on=start + timedelta(days=30))
        db.session.commit()
    return {
        "AGENCY_DATABASE_URL": database_url,
        "AGENCY_REDIS_URL": redis_url,
        "AGENCY_HOME": str(tmp_path),
    }


def is_matched(app: Flask) -> bool:
    """Whether there is a run, which then must be today's and complete."""
    with app.app_context():
        run = db.session.scalars(select(MatchRun)).one_or_none()
        if run is None:
            return False
        assert (run.as_of, run.state) == (today(), "complete")
        assert run.counts["pairs"]["eligible"] == 1
        return True


def beat(celery: Celery) -> None:
    """Do what Celery's beat does every few moments, having last done it some minutes ago."""
    scheduler = Scheduler(celery)
    for entry in scheduler.schedule.values():
        entry.last_run_at = clock.now() - timedelta(minutes=5)
    scheduler.tick()


def test_a_worker_does_the_nightly_match_that_beat_sends_and_stops_when_told(
    app: Flask, celery: Celery, worker_settings: dict[str, str], tmp_path: Path
) -> None:
    beat(celery)
    with agency_running(tmp_path / "log", "worker", **worker_settings) as worker:
        wait_until(lambda: is_matched(app), worker)
        wait_until(lambda: "beat: Starting" in worker.said(), worker)
        assert worker.stop() == 0


@on_postgresql
def test_a_task_that_fails_does_not_stop_the_worker(
    app: Flask, celery: Celery, worker_settings: dict[str, str], tmp_path: Path
) -> None:
    ranking = tmp_path / "ranking.toml"
    settings = worker_settings | {"AGENCY_RANKING_FILE": str(ranking)}
    with agency_running(tmp_path / "log", "worker", "--no-beat", **settings) as worker:
        beat(celery)
        wait_until(lambda: "ranking.toml" in worker.said(), worker)
        ranking.write_bytes(RANKING_FILE.read_bytes())
        beat(celery)
        wait_until(lambda: is_matched(app), worker)
        assert "beat: Starting" not in worker.said()


def test_only_json_is_taken_and_no_results_are_kept(celery: Celery) -> None:
    assert celery.conf.accept_content == ["json"]
    assert celery.conf.task_serializer == "json"
    assert celery.conf.result_backend is None


def test_work_is_given_back_when_a_worker_dies_and_not_before_it_could_be_done(
    celery: Celery,
) -> None:
    assert celery.conf.task_acks_late
    assert celery.conf.task_reject_on_worker_lost
    visible_after = celery.conf.broker_transport_options["visibility_timeout"]
    assert visible_after > celery.conf.task_time_limit > celery.conf.task_soft_time_limit


def test_without_redis_there_is_no_celery(app: Flask) -> None:
    with pytest.raises(BadSetting, match="AGENCY_REDIS_URL"):
        make_celery(app)
