"""The shape of a placement coming in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency.fields import Choice, Day, InputSchema, Ref, require_order
from agency.placements.models import STAGES


class PlacementInput(InputSchema):
    """The columns of placements.csv; blank days are the assignment's."""

    candidate_ref = Ref(required=True)
    assignment_ref = Ref(required=True)
    stage = Choice(STAGES, required=True)
    starts_on = Day(load_default=None)
    ends_on = Day(load_default=None)

    def check(self, values: Mapping[str, Any]) -> None:
        require_order(values, "starts_on", "ends_on")
