"""What a match run says when it is done: what went in, what came out, and how long it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from agency.matching.allocation_queries import allocation_in
from agency.matching.models import MatchRun

# The stages of a run, and what each of its parts is called where it is measured.
STAGES = {
    "read": ("rules", "read", "pack", "file"),
    "match": ("load", "match"),
    "write": ("write",),
    "compare": ("compare",),
    "allocate": ("allocate",),
}


@dataclass(frozen=True)
class Filled:
    """How many of the ``openings`` left can be filled at once; ``gap`` as of an `Allocation`."""

    openings: int
    proposed: int
    gap: float


@dataclass(frozen=True)
class MatchReport:
    """Exact counts and seconds by stage; ``repeated`` if nothing had changed since that run.

    ``choice`` is who should go where, as a whole; None of a run of an earlier version.
    """

    run: int
    as_of: date
    rulebook: str
    snapshot: str
    settings: str
    repeated: bool
    counts: dict[str, Any]
    choice: Filled | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"as_of": self.as_of.isoformat()}


def report_of(run: MatchRun, *, repeated: bool) -> MatchReport:
    found = allocation_in(run)
    choice = Filled(found.openings, found.proposed, found.gap) if found else None
    prints = run.rulebook, run.snapshot, run.settings
    return MatchReport(run.id, run.as_of, *prints, repeated, run.counts, choice)


def staged(measured: Iterable[dict[str, float]]) -> dict[str, float]:
    """Seconds by stage, added up over all that were measured, whoever worked."""
    total: Counter[str] = Counter()
    for seconds in measured:
        total.update(seconds)
    return {stage: round(sum(total[part] for part in parts), 3) for stage, parts in STAGES.items()}
