"""Rows that say the same are counted from 1 without a gap, as an import counts them."""

from __future__ import annotations

from sqlalchemy import func, select, update

from agency.credentials.models import CECredit, Training
from agency.extensions import db

Record = type[Training] | type[CECredit]


def next_occurrence(model: Record, candidate_id: int, content: str) -> int:
    """The number of one more row of a candidate that says this."""
    alike = model.candidate_id == candidate_id, model.content == content
    return (db.session.scalar(select(func.max(model.occurrence)).where(*alike)) or 0) + 1


def close_gap(model: Record, candidate_id: int, content: str, gap: int) -> None:
    """Give the number of a row that is gone to the last of those that say the same."""
    alike = model.candidate_id == candidate_id, model.content == content
    later = select(model.id).where(*alike, model.occurrence > gap)
    last = db.session.scalar(later.order_by(model.occurrence.desc()).limit(1))
    if last is not None:
        db.session.execute(update(model).where(model.id == last).values(occurrence=gap))
