"""The ledger as a page: what needs somebody first, and a way to have it tried again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency import clock
from agency.audit.models import AuditEntry
from agency.dashboard import jobs
from agency.dashboard.jobs import late
from agency.extensions import db
from agency.jobs import actions
from agency.jobs.models import Job
from agency.jobs.queries import LedgerSigns, ledger_signs
from tests.counting import counted
from tests.jobs.deaths import died
from tests.jobs.ledger import added, claimed
from tests.signing_in import signed_in


def shown(client: FlaskClient, address: str = "/jobs") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def test_dead_jobs_are_shown_first_with_their_error(database: SQLAlchemy, app: Flask) -> None:
    added("canary")
    died(added("match_shard", {"run": 3, "shard": 7}), "<disk> is full")
    page = shown(signed_in(app, role="admin"))
    assert "attempt 3: &lt;disk&gt; is full" in page
    assert "Match a share of the assignments" in page
    assert "Try again" in page
    assert "Try whether work is done" not in page


def test_without_dead_ones_what_waits_is_shown(database: SQLAlchemy, app: Flask) -> None:
    added("canary")
    assert "Try whether work is done" in shown(signed_in(app))
    assert "No job has failed for good" in shown(signed_in(app), "/jobs?state=dead")


def test_an_administrator_has_a_dead_job_tried_again(database: SQLAlchemy, app: Flask) -> None:
    job_id = died_one()
    answer = signed_in(app, role="admin").post(f"/jobs/{job_id}/retry")
    assert answer.status_code == 303
    assert db.session.get_one(Job, job_id, populate_existing=True).state == "pending"
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == f"job:{job_id}"))
    assert [entry.actor_name for entry in trail] == ["admin@example.org"]


def died_one() -> int:
    job_id = added("canary")
    died(job_id, "out of luck")
    return job_id


@pytest.mark.parametrize("role", ["recruiter", "compliance"])
def test_nobody_else_may(database: SQLAlchemy, app: Flask, role: str) -> None:
    job_id = died_one()
    client = signed_in(app, role=role)
    assert client.post(f"/jobs/{job_id}/retry").status_code == 403
    assert "Try again" not in shown(client)
    assert db.session.get_one(Job, job_id, populate_existing=True).state == "dead"


def test_a_job_that_is_not_dead_is_left_alone(database: SQLAlchemy, app: Flask) -> None:
    job_id = added("canary")
    client = signed_in(app, role="admin")
    page = client.post(f"/jobs/{job_id}/retry", follow_redirects=True).text
    assert "only a dead one can be retried" in page
    assert client.post("/jobs/999999/retry").status_code == 404


def test_pages_of_jobs_follow_each_other(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "ROWS", 2)
    ids = [added("canary") for _ in range(3)]
    client = signed_in(app)
    first = client.get("/jobs?state=pending").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).text
    told = re.findall(r'<th scope="row">(\d+)</th>', first + second)
    assert told == [str(one) for one in reversed(ids)]


def test_an_odd_state_is_refused(app: Flask) -> None:
    assert signed_in(app).get("/jobs?state=lost").status_code == 422


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_as_little_however_many_there_are(
    database: SQLAlchemy, app: Flask, number: int
) -> None:
    for _ in range(number):
        died_one()
    client = signed_in(app)
    with counted(database) as statements:
        assert client.get("/jobs").status_code == 200
    assert len([one for one in statements if one.startswith("SELECT")]) <= 12


# The signs


def test_the_signs_are_those_of_the_ledger(database: SQLAlchemy) -> None:
    assert ledger_signs().counts == {"pending": 0, "running": 0, "done": 0, "dead": 0}
    first, later = added("canary"), added("canary", due_in=600)
    claimed(added("canary"))
    died_one()
    actions.beat()
    long_ago = ledger_signs().now - timedelta(seconds=90)
    db.session.execute(update(Job).where(Job.id == first).values(due_at=long_ago))
    db.session.commit()
    signs = ledger_signs()
    assert signs.counts["running"] == signs.counts["dead"] == 1
    assert signs.oldest_id == first != later
    assert signs.waited
    assert 85 < signs.waited.total_seconds() < 300
    assert signs.heartbeat_age is not None
    assert signs.heartbeat_age.total_seconds() < 60


def test_what_is_late_is_said(app: Flask) -> None:
    now = clock.now()
    minute = timedelta(minutes=1)
    with app.app_context():
        assert late(LedgerSigns(now, {}, now, None, None)) == []
        assert late(LedgerSigns(now, {}, None, None, None)) == [
            "Work has never been handed out: nobody does it."
        ]
        slow = LedgerSigns(now, {}, now - 5 * minute, 7, now - 20 * minute)
        assert late(slow) == [
            "No work has been handed out for 5 minutes.",
            "Job 7 has waited for 20 minutes to be begun.",
        ]
