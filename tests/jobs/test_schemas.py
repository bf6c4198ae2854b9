"""A job as plain JSON values."""

from __future__ import annotations

import json

from flask_sqlalchemy import SQLAlchemy

from agency.jobs.schemas import described_job
from tests.jobs.deaths import died
from tests.jobs.ledger import added, claimed, look, now


def test_a_job_is_described_with_its_condition_and_moments(database: SQLAlchemy) -> None:
    job_id = added("canary", {"run": 3}, subject="run:3", unique_key="canary:3")
    claimed(job_id, "host:7")
    described = described_job(look(job_id), now())
    assert json.loads(json.dumps(described)) == described
    moments = {name: described.pop(name) for name in ("added_at", "due_at", "lease_until")}
    assert all(moment.endswith("+00:00") for moment in moments.values())
    assert described == {
        "id": job_id,
        "kind": "canary",
        "args": {"run": 3},
        "subject": "run:3",
        "unique_key": "canary:3",
        "state": "running",
        "condition": "being_done",
        "attempts": 1,
        "worker": "host:7",
        "last_error": None,
        "finished_at": None,
    }


def test_of_a_dead_job_the_error_is_told(database: SQLAlchemy) -> None:
    job_id = added()
    died(job_id)
    described = described_job(look(job_id), now())
    assert (described["state"], described["condition"]) == ("dead", "dead")
    assert (described["last_error"], described["lease_until"]) == ("attempt 3: no luck", None)
    assert described["finished_at"] is not None
