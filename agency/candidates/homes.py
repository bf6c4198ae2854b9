"""Where candidates live."""

from __future__ import annotations

from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.extensions import db


def home_zip_of(candidate_id: int) -> str | None:
    """The ZIP code of a candidate's home; None where there is none, or no such candidate."""
    return db.session.scalar(select(Candidate.home_zip).where(Candidate.id == candidate_id))
