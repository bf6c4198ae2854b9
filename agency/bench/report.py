"""What a bench found: a row per thing measured, and the ratios that are worth watching."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from agency.bench.sizes import Size

COMPILED, NUMPY = "match compiled", "match numpy"
# The first that was run is what others are held against.
IN_NUMPY = "match postgres", "match sqlite", NUMPY
KERNEL = f"{COMPILED}: match"
SHARED = f"{KERNEL}, shared by processes"
INSERT, PYTHON = "postgres insert-select", "plain python"
PAIRS = "pair by pair, compiled"
IN_MEMORY = "match in memory"
COLUMNS, AGAIN = "columns", "kernel alone"
PROGRAM, GREEDY, PRICES = "choose: best", "choose: greedy", "choose: by prices"
DELTA, ANEW = "1 % changed: worked in", "1 % changed: matched anew"
EXPLAIN, REMEDIED = "explain a pair", "explain a pair with remedies"
# A row of remedies for each of these holds the seconds of single pairs, not of runs.
KINDS_OF_PAIRS = NEAR, OTHER = "near miss", "other pair"


@dataclass(frozen=True)
class Row:
    """Seconds of each run, and of the processor in each run, where those are known.

    ``pairs`` is how many pairs the seconds stand for; ``share`` how much of them was really run,
    if not all, so that the seconds are extrapolated. ``gap`` is by how much a choice may be worse
    than the best, as a share of its bound.
    """

    name: str
    seconds: Sequence[float]
    cpu_seconds: Sequence[float] = ()
    rss_mb: float | None = None
    pairs: int | None = None
    share: float | None = None
    gap: float | None = None

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
            "gap": self.gap,
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
        found = {
            name: round(sum(took[part] for part in longer) / sum(took[part] for part in shorter), 3)
            for name, (longer, shorter) in _compared(took).items()
            if {*longer, *shorter} <= took.keys()
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


def _compared(took: Container[str]) -> dict[str, tuple[list[str], list[str]]]:
    """By the name of each ratio, the rows whose seconds are held against those of others."""
    ways = [way for way in IN_NUMPY if f"{way}: match" in took]
    numpy = ways[0] if ways else NUMPY
    matching = f"{numpy}: match"
    stages = [f"{COMPILED}: {stage}" for stage in ("load", "match", "write")]
    return {
        "numpy_vs_postgres": ([INSERT], [matching]),
        "kernel_vs_postgres": ([INSERT], [KERNEL]),
        "kernel_vs_rowwise": ([COLUMNS, PAIRS], [COLUMNS, AGAIN]),
        "kernel_alone_vs_rowwise": ([PAIRS], [AGAIN]),
        "kernel_vs_python": ([PYTHON], [KERNEL]),
        "kernel_vs_numpy": ([matching], [KERNEL]),
        "io_vs_match": ([f"{numpy}: load", f"{numpy}: write"], [matching]),
        "io_vs_kernel": ([stages[0], stages[2]], [KERNEL]),
        "columns_vs_kernel": ([COLUMNS], [AGAIN]),
        "delta_vs_full": ([ANEW], [DELTA]),
        "one_process_vs_more": ([KERNEL], [SHARED]),
        "allocation_vs_run": ([f"{COMPILED}: allocate"], stages),
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    spread = {"min": min(values), "median": median(values), "max": max(values)}
    return {name: round(value, 4) for name, value in spread.items()}
