"""Runs and what they changed, as plain JSON values.

Keys may be added, never changed. Days and moments are ISO texts, moments in UTC; lengths of time
are seconds.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from agency.matching.change_queries import Changes, StoredChange
from agency.matching.finding_schemas import Json
from agency.matching.models import MatchRun
from agency.matching.run_queries import RunStanding, Unworked


def described_run(standing: RunStanding) -> Json:
    """A full run, how it stands, and what was worked in since."""
    run, last = standing.run, standing.last_delta
    return {
        "run": run.id,
        "as_of": run.as_of.isoformat(),
        "state": run.state,
        "started_at": _text(run.started_at),
        "finished_at": _text(run.finished_at),
        "seconds": _seconds(standing.took),
        "compared_with": run.compared_with_id,
        "shards": run.shards,
        "shards_done": run.shards_done,
        "rulebook": run.rulebook,
        "snapshot": run.snapshot,
        "snapshot_bytes": standing.facts_bytes,
        "settings": run.settings,
        "counts": run.counts,
        "silent_seconds": _seconds(standing.silent_for),
        "dead_jobs": [job.id for job in standing.dead],
        "deltas": {
            "count": standing.deltas,
            "last_run": last.id if last else None,
            "last_finished_at": _text(last.finished_at) if last else None,
        },
    }


def described_changes(changes: Changes) -> Json:
    """Counts of all changes of some runs, and those of them that are told."""
    return {
        "runs": [run.id for run in changes.runs],
        "count": changes.count,
        "by_cause": changes.by_cause,
        "by_change": changes.by_change,
        "changes": [_change(one) for one in changes.told],
    }


def described_changes_of(found: Changes, before: MatchRun | None, since: Changes) -> Json:
    """What one run changed ``since`` the run ``before``, and what the runs after it did."""
    (run,) = found.runs
    return {
        "run": run.id,
        "as_of": run.as_of.isoformat(),
        "compared_with": before.id if before else None,
        "compared_with_as_of": before.as_of.isoformat() if before else None,
        **described_changes(found),
        "since": described_changes(since),
    }


def _change(one: StoredChange) -> Json:
    return {
        "run": one.run_id,
        "change": one.change,
        "cause": one.cause,
        "assignment": one.assignment_ref,
        "candidate": one.candidate_ref,
        "candidate_name": one.candidate_name,
        "says": one.says,
    }


def described_unworked(unworked: Unworked | None) -> Json:
    """What a run does not know of yet: how many edits, and how long ago the oldest was made."""
    return {
        "unworked_edits": unworked.edits if unworked else 0,
        "oldest_unworked_seconds": _seconds(unworked.oldest) if unworked else None,
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds(), 3)
