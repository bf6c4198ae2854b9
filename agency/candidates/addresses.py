"""E-mail addresses of candidates: each is one person's, however it is written."""

from __future__ import annotations

from sqlalchemy import func, select

from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.extensions import db
from agency.fields.schema import refused


def require_own_email(email: str, candidate_id: int | None = None) -> None:
    """Refuse an address that is somebody else's than ``candidate_id``'s; blank is nobody's."""
    if not email:
        return
    others = select(Candidate).where(func.lower(Candidate.email) == email.lower(), ITS_OWN)
    if candidate_id is not None:
        others = others.where(Candidate.id != candidate_id)
    if other := db.session.scalars(others.order_by(Candidate.id).limit(1)).one_or_none():
        whose = f"{other.first_name} {other.last_name}".strip()
        told = f"{other.ref}, {whose}," if whose else other.ref
        raise refused("email", email, f"an address that is nobody else's; {told} has it")
