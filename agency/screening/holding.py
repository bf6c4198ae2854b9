"""Who is on hold because a specialist found her to be on an exclusion list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from agency.candidates.models import Candidate
from agency.screening.models import SAME, Finding

ON_HOLD = "on_hold"
"""Her status for whoever asks whether she may be put forward, in place of active; and by which
name a row tells whether she is."""


def is_held() -> ColumnElement[bool]:
    """Whether a candidate of a statement is on hold, by her own file or one that is a part of it.

    Of these there are few, so they are looked up once and not for each candidate.
    """
    part = aliased(Candidate)
    found = select(Finding.candidate_id).where(Finding.state == SAME)
    into = select(part.merged_into).where(part.id.in_(found), part.merged_into.is_not(None))
    return or_(Candidate.id.in_(found), Candidate.ref.in_(into))


def status_for_matching(row: Mapping[str, Any]) -> str:
    """Her status as the match and the gate see it; ``row`` tells by ON_HOLD whether she is held."""
    return ON_HOLD if row[ON_HOLD] and row["status"] == "active" else str(row["status"])
