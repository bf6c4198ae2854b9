"""The night is in the ledger, once for each date."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.extensions import db
from agency.jobs.actions import beat
from agency.jobs.kinds import kind_named
from agency.jobs.models import Job
from agency.matching.jobs import nights
from agency.matching.models import MatchRun
from agency.settings import today
from tests.matching.working import work_off
from tests.samples.agencies import SMALL, keep


def test_the_night_that_was_due_last_is_wanted(app: Flask, set_to: Any) -> None:
    set_to(timezone="America/New_York", nightly_at_utc=(7, 0))
    with app.app_context():
        (before,) = nights(datetime(2026, 11, 24, 6, 59, tzinfo=UTC))
        (after,) = nights(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    assert (before.unique_key, before.args) == ("match_night:2026-11-23", {"as_of": "2026-11-23"})
    assert (after.unique_key, after.args) == ("match_night:2026-11-24", {"as_of": "2026-11-24"})


def test_every_kind_that_the_match_adds_is_known(app: Flask) -> None:
    for name in ("match_night", "match_shard", "match_finish", "match_delta"):
        assert kind_named(name).name == name


def test_one_night_is_one_run_however_often_it_ticks(
    database: SQLAlchemy, app: Flask, set_to: Any
) -> None:
    set_to(nightly_at_utc=(0, 0), timezone="UTC")
    keep(SMALL)
    for _ in range(3):
        beat()
        work_off(app)
    assert db.session.scalars(select(MatchRun.as_of)).all() == [today()]
    assert len(db.session.scalars(select(Job).where(Job.kind == "match_night")).all()) == 1
