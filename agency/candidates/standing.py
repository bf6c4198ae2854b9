"""Whether a candidate's file is still one of its own."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from agency.candidates.models import Candidate
from agency.errors import MergedAway

# Whoever is none of these is not written to.
WRITTEN_TO = ("active", "inactive")
ITS_OWN: ColumnElement[bool] = Candidate.merged_into.is_(None)
"""The rows of candidates who were not merged into another."""


def not_merged(row: Candidate) -> Candidate:
    """The candidate herself; raises MergedAway where her file is a part of another."""
    require_not_merged(row.ref, row.merged_into)
    return row


def require_not_merged(ref: str, into: str | None) -> None:
    """Raises MergedAway where ``into`` names whose file it has become a part of."""
    if into is not None:
        raise MergedAway("candidate", ref, into)
