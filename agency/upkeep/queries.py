"""What is asked about requests for deletion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from agency.candidates.models import Candidate
from agency.extensions import db
from agency.merging.queries import references_of
from agency.screening.queries import number_waiting, refs_on_hold
from agency.upkeep.models import OPEN, DeletionRequest


def requests_of(ref: str) -> Select[DeletionRequest]:
    """Those of a candidate, whichever of the files was asked that are a part of hers."""
    hers = select(DeletionRequest).join(DeletionRequest.candidate)
    return hers.where(Candidate.ref.in_(references_of(ref)))


def last_request_of(ref: str) -> DeletionRequest | None:
    """The one that is open, else the newest."""
    in_order = DeletionRequest.state != OPEN, DeletionRequest.id.desc()
    return db.session.scalars(requests_of(ref).order_by(*in_order).limit(1)).one_or_none()


@dataclass(frozen=True, slots=True)
class ForPeople:
    """What waits for people beside credentials: requests for deletion and findings of screening,
    and the references of those who are on hold by one."""

    deletions: int
    to_screen: int
    on_hold: Sequence[str]


def what_waits() -> ForPeople:
    """One query."""
    deletions = select(func.count()).where(DeletionRequest.state == OPEN)
    asked = select(
        *(one.scalar_subquery() for one in (deletions, number_waiting(), refs_on_hold()))
    )
    requests, to_screen, held = db.session.execute(asked).one()
    return ForPeople(requests, to_screen, sorted(held.split(";")) if held else ())


def open_requests() -> Sequence[DeletionRequest]:
    """All that are open, the oldest first, each with its candidate; one query."""
    waiting = whole_requests().where(DeletionRequest.state == OPEN)
    return db.session.scalars(waiting.order_by(DeletionRequest.id)).all()


def whole_requests() -> Select[DeletionRequest]:
    """Requests, each with its candidate; to be filtered and sorted as needed."""
    found = select(DeletionRequest).join(DeletionRequest.candidate)
    return found.options(contains_eager(DeletionRequest.candidate))
