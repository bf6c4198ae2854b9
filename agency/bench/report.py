"""What a bench found: a row per thing measured, and the ratios that are worth watching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from agency.bench.sizes import Size

LOADING, MATCHING, WRITING = (f"match postgres: {stage}" for stage in ("load", "match", "write"))
COMPILED = "match compiled"
KERNEL = f"{COMPILED}: match"
INSERT, PYTHON = "postgres insert-select", "plain python"
# A row of remedies for each of these holds the seconds of single pairs, not of runs.
KINDS_OF_PAIRS = NEAR, OTHER = "near miss", "other pair"


@dataclass(frozen=True)
class Row:
    """Seconds of each run, and of the processor in each run, where those are known.

    ``pairs`` is how many pairs the seconds stand for; ``share`` how much of them was really run,
    if not all, so that the seconds are extrapolated.
    """

    name: str
    seconds: Sequence[float]
    cpu_seconds: Sequence[float] = ()
    rss_mb: float | None = None
    pairs: int | None = None
    share: float | None = None

    @property
    def typical(self) -> float:
        return median(self.seconds)

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "seconds": _spread(self.seconds),
            "cpu_seconds": _spread(self.cpu_seconds) if self.cpu_seconds else None,
            "rss_mb": None if self.rss_mb is None else round(self.rss_mb, 1),
            "pairs": self.pairs,
            "extrapolated_from": None if self.share is None else round(self.share, 9),
            "runs": len(self.seconds),
        }


@dataclass(frozen=True)
class Report:
    """All rows of a bench of one size, and how much better than the allocation another choice might
    be, as a share of the bound.
    """

    size: Size
    rows: Sequence[Row]
    gap: float | None = None

    @property
    def ratios(self) -> dict[str, float]:
        """How many times as long one thing takes as another; absent where one was not run."""
        took = {row.name: row.typical for row in self.rows}
        parts = {
            "numpy_vs_postgres": ([INSERT], MATCHING),
            "kernel_vs_postgres": ([INSERT], KERNEL),
            "kernel_vs_python": ([PYTHON], KERNEL),
            "kernel_vs_numpy": ([MATCHING], KERNEL),
            "io_vs_match": ([LOADING, WRITING], MATCHING),
        }
        found = {
            name: round(sum(took[part] for part in longer) / took[shorter], 3)
            for name, (longer, shorter) in parts.items()
            if {*longer, shorter} <= took.keys()
        }
        return found if self.gap is None else {**found, "allocation_gap": self.gap}

    def as_json(self) -> dict[str, Any]:
        return {
            "size": self.size.name,
            "candidates": self.size.candidates,
            "assignments": self.size.assignments,
            "rows": [row.as_json() for row in self.rows],
            "ratios": self.ratios,
        }


def _spread(values: Sequence[float]) -> dict[str, float]:
    spread = {"min": min(values), "median": median(values), "max": max(values)}
    return {name: round(value, 4) for name, value in spread.items()}
