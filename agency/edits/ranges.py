"""Sets of whole numbers as sorted closed ranges that neither touch nor overlap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Ranges = list[list[int]]


def union(ranges: Iterable[Sequence[int]]) -> Ranges:
    """One set of all that lies in any of ``ranges``, in whatever order they come."""
    united: Ranges = []
    for first, last in sorted(ranges, key=tuple):
        if united and first <= united[-1][1] + 1:
            united[-1][1] = max(united[-1][1], last)
        else:
            united.append([first, last])
    return united


def holes(ranges: Ranges) -> Ranges:
    """The numbers from 1 that are not in the set and below its greatest."""
    ends = [0, *(last for _, last in ranges)]
    firsts = [first for first, _ in ranges]
    return [
        [end + 1, first - 1] for end, first in zip(ends, firsts, strict=False) if first > end + 1
    ]


def holds(ranges: Ranges, number: int) -> bool:
    """Whether a number is in the set."""
    at = bisect_right(ranges, number, key=lambda pair: pair[0]) - 1
    return at >= 0 and number <= ranges[at][1]
