"""References that the agency gives to those who come by themselves."""

from __future__ import annotations

from sqlalchemy import func, select

from agency.candidates.models import Candidate
from agency.extensions import db

AT_ONCE = 500


def next_ref() -> str:
    """A reference that nobody has: C- and a number; whoever is quicker may take it first."""
    number = (db.session.scalar(select(func.max(Candidate.id))) or 0) + 1
    while True:
        proposed = [f"C-{one:04}" for one in range(number, number + AT_ONCE)]
        found = select(Candidate.ref).where(Candidate.ref.in_(proposed))
        taken = set(db.session.scalars(found))
        if free := next((ref for ref in proposed if ref not in taken), None):
            return free
        number += AT_ONCE
