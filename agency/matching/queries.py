"""What is asked about match runs and what they found."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from agency.extensions import db
from agency.matching.models import MatchRun


def last_run(until: date) -> MatchRun | None:
    """The latest complete run as of ``until`` or an earlier day; a trial of the future is none."""
    return db.session.scalars(
        select(MatchRun)
        .where(MatchRun.state == "complete", MatchRun.as_of <= until)
        .order_by(MatchRun.as_of.desc(), MatchRun.started_at.desc(), MatchRun.id.desc())
        .limit(1)
    ).one_or_none()


def equal_run(run: MatchRun) -> MatchRun | None:
    """The run with the same day, rulebook, facts and settings, if there is one."""
    return db.session.scalars(
        select(MatchRun).where(
            MatchRun.as_of == run.as_of,
            MatchRun.rulebook == run.rulebook,
            MatchRun.snapshot == run.snapshot,
            MatchRun.settings == run.settings,
        )
    ).one_or_none()
