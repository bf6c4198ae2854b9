"""Runs and changes as plain JSON values."""

from __future__ import annotations

import json
from datetime import timedelta

from flask_sqlalchemy import SQLAlchemy

from agency.matching.change_queries import changes_of
from agency.matching.run_queries import Unworked, standing_of
from agency.matching.run_schemas import described_changes, described_run, described_unworked
from tests.builders import make_assignment, make_candidate
from tests.matching.run_rows import make_change, make_delta, make_run, make_unfinished_run


def test_a_run_is_described_with_what_was_worked_in_since(database: SQLAlchemy) -> None:
    before = make_run()
    run = make_run(compared_with_id=before.id, counts={"peak_mb": 178.1})
    last = make_delta(make_delta(run))
    described = described_run(standing_of(run))
    assert json.loads(json.dumps(described)) == described
    assert last.finished_at is not None
    assert run.started_at.isoformat() == described.pop("started_at")
    assert run.finished_at is not None
    assert run.finished_at.isoformat() == described.pop("finished_at")
    assert described == {
        "run": run.id,
        "as_of": "2026-11-24",
        "state": "complete",
        "seconds": 10.0,
        "compared_with": before.id,
        "shards": 2,
        "shards_done": 2,
        "rulebook": "r",
        "snapshot": run.snapshot,
        "snapshot_bytes": None,
        "settings": "s",
        "counts": {"peak_mb": 178.1},
        "silent_seconds": None,
        "dead_jobs": [],
        "deltas": {
            "count": 2,
            "last_run": last.id,
            "last_finished_at": last.finished_at.isoformat(),
        },
    }


def test_of_a_run_under_way_the_silence_is_told_and_no_end(database: SQLAlchemy) -> None:
    described = described_run(standing_of(make_unfinished_run()))
    assert (described["seconds"], described["finished_at"]) == (None, None)
    assert described["silent_seconds"] >= 3600
    assert described["deltas"] == {"count": 0, "last_run": None, "last_finished_at": None}


def test_changes_are_described_with_their_counts(database: SQLAlchemy) -> None:
    run, work = make_run(), make_assignment("A-1")
    make_change(run, work, make_candidate("C-1", first_name="Ana", last_name="Ito"))
    make_change(run, work, change="opened", cause="assignment_opened", says="is open now")
    described = described_changes(changes_of([run]))
    assert json.loads(json.dumps(described)) == described
    assert described == {
        "runs": [run.id],
        "count": 2,
        "by_cause": {"assignment_opened": 1, "credential_lapsed": 1},
        "by_change": {"no_longer_eligible": 1, "opened": 1},
        "changes": [
            {
                "run": run.id,
                "change": "no_longer_eligible",
                "cause": "credential_lapsed",
                "assignment": "A-1",
                "candidate": "C-1",
                "candidate_name": "Ana Ito",
                "says": "BLS ended on 23 Nov 2026",
            },
            {
                "run": run.id,
                "change": "opened",
                "cause": "assignment_opened",
                "assignment": "A-1",
                "candidate": None,
                "candidate_name": None,
                "says": "is open now",
            },
        ],
    }


def test_what_is_not_worked_in_yet_is_told_in_the_same_keys_as_nothing() -> None:
    nothing = {"unworked_edits": 0, "oldest_unworked_seconds": None}
    assert described_unworked(None) == nothing
    some = {"unworked_edits": 3, "oldest_unworked_seconds": 12.5}
    assert described_unworked(Unworked(3, timedelta(seconds=12.5))) == some
