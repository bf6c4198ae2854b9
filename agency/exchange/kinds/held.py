"""What credentials, trainings and continuing-education credits share: they belong to somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from agency.exchange.kinds.kind import Edited, Kind, Values
from agency.exchange.queries import candidate_ids
from agency.fields.schema import refused


class HeldByCandidate(Kind):
    """Rows that name a candidate by reference, who must be known."""

    edits: ClassVar[Edited] = (("candidate", "candidate_id"),)

    def look_up(self, batch: Sequence[Values]) -> Any:
        return candidate_ids({values["candidate_ref"] for values in batch})

    def resolve(self, values: Values, found: Any) -> Values:
        ref = values["candidate_ref"]
        if ref not in found:
            raise refused("candidate_ref", ref, "the reference of a candidate imported before")
        return {**values, "candidate_id": found[ref]}
