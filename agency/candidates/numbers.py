"""Who a candidate is and where she lives, by the id that others keep of her."""

from __future__ import annotations

from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.extensions import db


def home_zip_of(candidate_id: int) -> str | None:
    """The ZIP code of a candidate's home; None where there is none, or no such candidate."""
    return db.session.scalar(select(Candidate.home_zip).where(Candidate.id == candidate_id))


def ref_of(candidate_id: int) -> str | None:
    """A candidate's reference; None where there is no such candidate."""
    return db.session.scalar(select(Candidate.ref).where(Candidate.id == candidate_id))
