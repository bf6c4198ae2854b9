"""What is asked about the answers that are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from agency import clock
from agency.api.models import KeptAnswer
from agency.extensions import db
from agency.settings import settings


def kept_answer(asked_by: str, key: str) -> KeptAnswer | None:
    """The answer to somebody's request under a key, unless it was too long ago."""
    found = select(KeptAnswer).where(
        KeptAnswer.asked_by == asked_by,
        KeptAnswer.key == key,
        KeptAnswer.kept_at >= forgotten_before(),
    )
    return db.session.scalars(found).one_or_none()


def forgotten_before() -> datetime:
    """Whatever was kept before this moment counts no more."""
    return clock.now() - timedelta(hours=settings().idempotency_hours)
