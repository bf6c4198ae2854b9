"""The shape of a placement coming in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from agency.fields import Choice, Day, InputSchema, Ref, require_order
from agency.fields.schema import refused
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


def days_of(values: Mapping[str, Any], first: date, last: date) -> tuple[date, date]:
    """The days of a placement, those of its assignment (``first``, ``last``) where they are blank.

    Raises Refused where they do not fit together.
    """
    begin, end = values["starts_on"] or first, values["ends_on"] or last
    if end < begin:
        field = "ends_on" if values["ends_on"] else "starts_on"
        raise refused(
            field, values[field], f"days that fit together; these would be {begin} to {end}"
        )
    return begin, end
