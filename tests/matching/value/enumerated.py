"""The best of all choices, by trying every one of them: slow, and read off the problem itself."""

from __future__ import annotations

from agency.matching.allocation.problem import Problem
from agency.matching.tables import Bools


def best_of_all(of: Problem, tied: Bools | None = None, takers: int = 0, without: int = -1) -> int:
    """The most that any choice is worth in which no more than ``takers`` people have edges that
    are ``tied``, and ``without`` has none; what is pinned of others is in every choice.
    """
    edges = [edge for edge in range(len(of)) if of.candidate[edge] != without]
    kept = [edge for edge in of.pinned.tolist() if edge in edges]
    edges = [edge for edge in edges if edge not in kept]
    best = 0

    def try_from(place: int, chosen: list[int], worth: int) -> None:
        nonlocal best
        best = max(best, worth)
        for next_place in range(place, len(edges)):
            edge = edges[next_place]
            if _fits(of, chosen, edge) and _takers(of, [*chosen, edge], tied) <= takers:
                try_from(next_place + 1, [*chosen, edge], worth + int(of.weight[edge]))

    try_from(0, kept, int(of.weight[kept].sum()))
    return best


def _fits(of: Problem, chosen: list[int], edge: int) -> bool:
    same = [one for one in chosen if of.opening[one] == of.opening[edge]]
    if len(same) >= of.room[of.opening[edge]]:
        return False
    hers = [one for one in chosen if of.candidate[one] == of.candidate[edge]]
    return not any(of.one_each or _overlap(of, one, edge) for one in hers)


def _overlap(of: Problem, one: int, other: int) -> bool:
    one, other = int(of.opening[one]), int(of.opening[other])
    return bool(of.first[one] <= of.last[other] and of.first[other] <= of.last[one])


def _takers(of: Problem, chosen: list[int], tied: Bools | None) -> int:
    if tied is None:
        return 0
    return len({int(of.candidate[edge]) for edge in chosen if tied[edge]})
