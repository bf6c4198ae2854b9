"""Runs and changes as rows, for tests of what is asked about them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from agency import clock
from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.models import MatchRun, RunChange

AS_OF = date(2026, 11, 24)
_number = count(1)


def make_run(**values: Any) -> MatchRun:
    """A complete full run that was begun a minute ago and took ten seconds."""
    began = clock.now() - timedelta(seconds=60)
    defaults = {
        "as_of": AS_OF,
        "rulebook": "r",
        "snapshot": f"facts {next(_number)}",
        "settings": "s",
        "state": "complete",
        "shards": 2,
        "shards_done": 2,
        "started_at": began,
        "finished_at": began + timedelta(seconds=10),
    }
    run = MatchRun(**{**defaults, **values})
    db.session.add(run)
    db.session.flush()
    return run


def make_unfinished_run(**values: Any) -> MatchRun:
    """A full run with one of its two shards done, begun an hour ago."""
    began = clock.now() - timedelta(hours=1)
    unfinished = {"state": "running", "shards_done": 1, "started_at": began, "finished_at": None}
    return make_run(**{**unfinished, **values})


def make_delta(parent: MatchRun, **values: Any) -> MatchRun:
    """The run after ``parent``."""
    base_id = parent.base_id or parent.id
    return make_run(parent_id=parent.id, base_id=base_id, compared_with_id=parent.id, **values)


def make_change(
    run: MatchRun, work: Assignment, person: Candidate | None = None, **values: Any
) -> RunChange:
    """Somebody who is no longer eligible because a credential lapsed."""
    defaults = {
        "change": "no_longer_eligible",
        "cause": "credential_lapsed",
        "says": "BLS ended on 23 Nov 2026",
    }
    person_id = person.id if person else None
    ids = {"run_id": run.id, "assignment_id": work.id, "candidate_id": person_id}
    change = RunChange(**{**ids, **defaults, **values})
    db.session.add(change)
    db.session.flush()
    return change
