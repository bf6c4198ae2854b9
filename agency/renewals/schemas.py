"""The shape in which a lapse leaves the house, as plain JSON values. Keys may be added, never
changed; days are ISO texts, null where there is none.
"""

from __future__ import annotations

from typing import Any

from agency.renewals.lapse_words import under_way_text
from agency.renewals.lapses import Lapse

LAPSE_COLUMNS = (
    *("candidate", "candidate_name", "assignment", "facility", "state", "stage"),
    *("starts_on", "ends_on", "code", "credential", "lapses_on", "uncovered_days", "asked"),
    *("renew_by", "under_way", "under_way_on", "says", "reachable"),
    "placed_by",
)


def described_lapse(one: Lapse) -> dict[str, Any]:
    """A credential that ends inside a placement; the keys are LAPSE_COLUMNS, in order."""
    work = one.placement.work
    values = (
        *(one.placement.candidate_ref, one.placement.candidate_name),
        *(work.ref, one.facility, one.state, one.placement.stage),
        *(work.starts_on.isoformat(), work.ends_on.isoformat()),
        *(one.credential.code, one.credential.ref, one.ends.isoformat()),
        *(one.uncovered.days, one.asked),
        *(one.renew_by and one.renew_by.isoformat(), one.way.what),
        *(one.way.on and one.way.on.isoformat(), under_way_text(one), one.reachable),
        one.placed_by,
    )
    return dict(zip(LAPSE_COLUMNS, values, strict=True))
