"""Jobs that have failed for good."""

from __future__ import annotations

from agency.jobs import actions
from agency.jobs.claims import MOST_ATTEMPTS
from tests.jobs.ledger import claimed, lease_over


def died(job_id: int, error: str = "no luck") -> None:
    """Fail at a job as often as it may be tried."""
    for _ in range(MOST_ATTEMPTS):
        lease_over(job_id)
        actions.fail(claimed(job_id), error)
