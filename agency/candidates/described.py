"""A candidate going out, in the shape in which she came in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from agency.candidates.models import Candidate
from agency.candidates.schemas import CandidateInput
from agency.fields.described import described

SCHEMA = CandidateInput()


def whole_candidates() -> Select[Candidate]:
    """Candidates with all that their description tells; to be filtered and sorted as needed."""
    return select(Candidate).options(selectinload(Candidate.absences))


def candidate_values(row: Candidate) -> dict[str, Any]:
    """What the row says, by the columns of candidates.csv; absences by their days."""
    away = sorted((absence.first_day, absence.last_day) for absence in row.absences)
    names = SCHEMA.fields.keys() - {"unavailable"}
    return {name: getattr(row, name) for name in names} | {"unavailable": tuple(away)}


def described_candidate(row: Candidate) -> dict[str, Any]:
    """A candidate as plain JSON, by the columns of candidates.csv and ``changed_at``."""
    said = described(SCHEMA, candidate_values(row))
    return said | {"changed_at": row.changed_at.isoformat()}
