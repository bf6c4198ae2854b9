"""The shape of a placement coming in."""

from __future__ import annotations

from typing import Any

from marshmallow import validates_schema

from agency.fields import Choice, Day, InputSchema, Ref, require_order
from agency.placements.models import STAGES


class PlacementInput(InputSchema):
    """The columns of placements.csv; blank days are the assignment's."""

    candidate_ref = Ref(required=True)
    assignment_ref = Ref(required=True)
    stage = Choice(STAGES, required=True)
    starts_on = Day(load_default=None)
    ends_on = Day(load_default=None)

    @validates_schema
    def _ends_after_start(self, data: dict[str, Any], **_: Any) -> None:
        require_order(data, "starts_on", "ends_on")
