"""What a match run says when it is done: what went in, what came out, and how long it took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from agency.matching.engine import Matched
from agency.matching.models import MatchRun


@dataclass(frozen=True)
class MatchReport:
    """Exact counts and seconds by stage; ``repeated`` if nothing had changed since that run."""

    run: int
    as_of: date
    rulebook: str
    snapshot: str
    settings: str
    repeated: bool
    counts: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"as_of": self.as_of.isoformat()}


def report_of(run: MatchRun, *, repeated: bool) -> MatchReport:
    return MatchReport(
        run.id, run.as_of, run.rulebook, run.snapshot, run.settings, repeated, run.counts
    )


def counted(candidates: int, matched: Sequence[Matched], without_rules: int) -> dict[str, Any]:
    """The counts of a run, as they are stored with it."""
    open_work = [one for one in matched if not one.work.blocked]
    return {
        "candidates": candidates,
        "assignments": {
            "open": len(matched) + without_rules,
            "matched": len(open_work),
            "blocked": len(matched) - len(open_work),
            "no_rules": without_rules,
            "to_confirm": sum(bool(one.work.to_confirm) for one in open_work),
            "with_eligible": sum(one.eligible > 0 for one in open_work),
        },
        "pairs": _pairs(open_work),
        "stored": {
            "eligible": sum(len(one.best) for one in open_work),
            "near_misses": sum(len(one.nearest) for one in open_work),
        },
    }


def _pairs(matched: Iterable[Matched]) -> dict[str, int]:
    totals = dict.fromkeys(("eligible", "unknown", "ineligible", "near_misses", "renewable"), 0)
    for one in matched:
        totals["eligible"] += one.eligible
        totals["unknown"] += one.unknown
        totals["ineligible"] += one.ineligible
        totals["near_misses"] += one.near_misses
        totals["renewable"] += one.renewable
    return totals
