"""What was measured, by kind of request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """Requests of one kind: how many there were, and the milliseconds they took."""

    kind: str
    requests: int
    median: float
    p95: float
    most: float


def figures(taken: Mapping[str, Sequence[float]]) -> list[Figure]:
    """One for each kind, from the seconds of its requests, in the order given."""
    return [figure(kind, seconds) for kind, seconds in taken.items() if seconds]


def figure(kind: str, seconds: Iterable[float]) -> Figure:
    ordered = sorted(1000 * one for one in seconds)
    return Figure(kind, len(ordered), median(ordered), percentile(ordered, 95), ordered[-1])


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The least value that at least so many of 100 do not exceed; ``ordered`` is not empty."""
    rank = -(-len(ordered) * percent // 100)
    return ordered[rank - 1]


def table(found: Iterable[Figure]) -> list[str]:
    """The figures as a table in Markdown."""
    return [
        "| asked for | requests | median ms | p95 ms | most ms |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {one.kind} | {one.requests:,} | {one.median:.0f} | {one.p95:.0f} | {one.most:.0f} |"
            for one in found
        ),
    ]
