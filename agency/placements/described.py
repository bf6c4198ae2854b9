"""A placement going out, in the shape in which it came in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from agency.fields.described import described
from agency.placements.models import Placement
from agency.placements.schemas import PlacementInput

SCHEMA = PlacementInput()


def whole_placements() -> Select[Placement]:
    """Placements with all that their description tells; to be filtered and sorted as needed."""
    return select(Placement).options(
        joinedload(Placement.candidate, innerjoin=True),
        joinedload(Placement.assignment, innerjoin=True),
    )


def placement_values(row: Placement) -> dict[str, Any]:
    """What the row says, by the columns of placements.csv."""
    return {
        "candidate_ref": row.candidate.ref,
        "assignment_ref": row.assignment.ref,
        "stage": row.stage,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }


def described_placement(row: Placement) -> dict[str, Any]:
    """A placement as plain JSON: its id, the columns of placements.csv, and ``changed_at``."""
    said = described(SCHEMA, placement_values(row))
    return {"id": row.id} | said | {"changed_at": row.changed_at.isoformat()}
