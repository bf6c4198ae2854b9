"""A job as plain JSON values. Keys may be added, never changed; moments are ISO texts in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agency.jobs.conditions import condition_of
from agency.jobs.models import Job


def described_job(job: Job, now: datetime) -> dict[str, Any]:
    """A job as it stands at ``now``, a time on the database's clock."""
    return {
        "id": job.id,
        "kind": job.kind,
        "args": job.args,
        "subject": job.subject,
        "unique_key": job.unique_key,
        "state": job.state,
        "condition": condition_of(job, now),
        "attempts": job.attempts,
        "worker": job.worker,
        "last_error": job.last_error,
        "added_at": _text(job.added_at),
        "due_at": _text(job.due_at),
        "lease_until": _text(job.lease_until),
        "finished_at": _text(job.finished_at),
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
