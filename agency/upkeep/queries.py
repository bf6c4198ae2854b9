"""What is asked about requests for deletion."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from agency.candidates.models import Candidate
from agency.extensions import db
from agency.merging.queries import references_of
from agency.upkeep.models import OPEN, DeletionRequest


def requests_of(ref: str) -> Select[DeletionRequest]:
    """Those of a candidate, whichever of the files was asked that are a part of hers."""
    hers = select(DeletionRequest).join(DeletionRequest.candidate)
    return hers.where(Candidate.ref.in_(references_of(ref)))


def last_request_of(ref: str) -> DeletionRequest | None:
    """The one that is open, else the newest."""
    in_order = DeletionRequest.state != OPEN, DeletionRequest.id.desc()
    return db.session.scalars(requests_of(ref).order_by(*in_order).limit(1)).one_or_none()


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
