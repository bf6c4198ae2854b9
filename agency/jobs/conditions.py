"""How a job stands at a moment: what its columns together mean."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from agency.jobs.models import Job

Condition = Literal[
    "waiting", "not_due", "being_done", "between_attempts", "abandoned", "done", "dead"
]


def condition_of(job: Job, now: datetime) -> Condition:
    """``now`` is a time on the database's clock.

    *Waiting* jobs can be begun by anybody. *Between attempts* they rest after an error, and
    *abandoned* are those whose worker has not been heard of for longer than its lease.
    """
    if job.state == "done":
        return "done"
    if job.state == "dead":
        return "dead"
    if job.state == "pending":
        return "waiting" if job.due_at <= now else "not_due"
    held = job.lease_until is not None and job.lease_until >= now
    if job.worker is None:
        return "between_attempts" if held else "waiting"
    return "being_done" if held else "abandoned"
