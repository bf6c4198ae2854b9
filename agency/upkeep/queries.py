"""What is asked about requests for deletion."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from agency.candidates.models import Candidate
from agency.extensions import db
from agency.upkeep.models import OPEN, DeletionRequest


def open_request_of(ref: str) -> DeletionRequest | None:
    """The request of a candidate that nobody has closed yet; one query."""
    hers = select(DeletionRequest).join(DeletionRequest.candidate)
    return db.session.scalars(
        hers.where(Candidate.ref == ref, DeletionRequest.state == OPEN)
    ).one_or_none()


def open_requests() -> Sequence[DeletionRequest]:
    """All that are open, the oldest first, each with its candidate; one query."""
    found = select(DeletionRequest).join(DeletionRequest.candidate)
    whole = found.options(contains_eager(DeletionRequest.candidate))
    return db.session.scalars(
        whole.where(DeletionRequest.state == OPEN).order_by(DeletionRequest.id)
    ).all()
