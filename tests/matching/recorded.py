"""What an agency with recorded rules is asked after a run."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from agency.extensions import db
from agency.matching.models import MatchRun, RunChange
from agency.matching.queries import last_run, matches_of
from agency.standards.queries import rulebook

AS_OF = date(2026, 11, 24)


def tip() -> MatchRun:
    run = last_run(date(9999, 1, 1))
    assert run is not None
    return run


def eligible(ref: str) -> list[str]:
    return sorted(one.candidate_ref for one in matches_of(ref, tip(), "eligible").matches)


def runs() -> list[tuple[date, str, bool]]:
    """Day, state, and whether it judged by the present rulebook, in their order."""
    book = rulebook()
    found = db.session.scalars(select(MatchRun).order_by(MatchRun.id))
    return [(one.as_of, one.state, one.rulebook == book.fingerprint) for one in found]


def says() -> set[str]:
    return set(db.session.scalars(select(RunChange.says).where(RunChange.run_id == tip().id)))
