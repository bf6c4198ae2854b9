"""What is asked about requests for deletion."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from agency.candidates.models import Candidate
from agency.extensions import db
from agency.upkeep.models import OPEN, DeletionRequest


def last_request_of(ref: str) -> DeletionRequest | None:
    """The newest request of a candidate, open or closed; one query."""
    hers = select(DeletionRequest).join(DeletionRequest.candidate).where(Candidate.ref == ref)
    return db.session.scalars(hers.order_by(DeletionRequest.id.desc()).limit(1)).one_or_none()


def number_of_open_requests() -> int:
    """One query."""
    counted = select(func.count()).select_from(DeletionRequest)
    return db.session.scalars(counted.where(DeletionRequest.state == OPEN)).one()


def open_requests() -> Sequence[DeletionRequest]:
    """All that are open, the oldest first, each with its candidate; one query."""
    waiting = whole_requests().where(DeletionRequest.state == OPEN)
    return db.session.scalars(waiting.order_by(DeletionRequest.id)).all()


def whole_requests() -> Select[DeletionRequest]:
    """Requests, each with its candidate; to be filtered and sorted as needed."""
    found = select(DeletionRequest).join(DeletionRequest.candidate)
    return found.options(contains_eager(DeletionRequest.candidate))
