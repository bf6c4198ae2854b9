"""Loops over everybody's turns, compiled where the extra ``fast`` is installed.

Pure arithmetic on arrays; `agency.matching.allocation.relaxed` and `.filling` say what they mean.
Without a compiler they are plain Python and do the same. It is a subset of Python in which a
variable has one type for life, so there are no annotations here.
"""

from __future__ import annotations

import numpy as np

NONE = -1


def _as_it_is(function):
    return function


try:
    from agency.matching.compiling import compiled
except ImportError:
    compiled = _as_it_is


@compiled
def relax(edges, starts, before, gain, is_first, worth, back):
    """The most that each person gains by any of her edges that do not overlap: the sum of it.

    ``worth`` is what she has gained up to each slot and ``back`` the edge that ends there and is
    taken for it, else `NONE`. Of equals the first is taken, and nothing rather than no gain.
    """
    total = 0
    for slot in range(len(worth)):
        if is_first[slot]:
            if slot:
                total += worth[slot - 1]
            worth[slot], back[slot] = 0, NONE
            continue
        best, edge = worth[slot - 1], NONE
        for number in range(starts[slot], starts[slot + 1]):
            one = edges[number]
            value = worth[before[one]] + gain[one]
            if value > best:
                best, edge = value, one
        worth[slot], back[slot] = best, edge
    return total + (worth[len(worth) - 1] if len(worth) else 0)


@compiled
def take(before, is_first, back, taken):
    """Mark the edges that `relax` has taken."""
    taken[:] = False
    slot = len(back) - 1
    while slot > 0:
        edge = back[slot]
        if is_first[slot] or edge == NONE:
            slot -= 1
        else:
            taken[edge] = True
            slot = before[edge]


@compiled
def fill(order, begin, end, opening, left, holder, chosen):
    """Choose edges in ``order`` as long as nothing is in their way."""
    for number in range(len(order)):
        edge = order[number]
        if chosen[edge] or left[opening[edge]] <= 0:
            continue
        free = True
        for turn in range(begin[edge], end[edge]):
            free = free and holder[turn] == NONE
        if free:
            _put(edge, begin, end, opening, left, holder, chosen)


@compiled
def exchange(order, begin, end, opening, weight, of_opening, firsts, left, holder, chosen):
    """Put each edge in place of those in its way if it is worth more than they: how many were."""
    least = np.empty(len(left), np.int64)
    for one in range(len(left)):
        least[one] = _least(one, weight, of_opening, firsts, chosen)
    moved = 0
    for number in range(len(order)):
        edge = order[number]
        one = opening[edge]
        if chosen[edge] or (left[one] <= 0 and least[one] == NONE):
            continue
        victim = NONE if left[one] > 0 else least[one]
        lost = 0 if victim == NONE else weight[victim]
        turn = begin[edge]
        while turn < end[edge]:
            other = holder[turn]
            if other != NONE and other != victim:
                lost += weight[other]
            turn = turn + 1 if other == NONE else end[other]
        if weight[edge] <= lost:
            continue
        if victim != NONE:
            _drop(victim, begin, end, opening, left, holder, chosen)
        for turn in range(begin[edge], end[edge]):
            other = holder[turn]
            if other != NONE:
                _drop(other, begin, end, opening, left, holder, chosen)
                least[opening[other]] = _least(opening[other], weight, of_opening, firsts, chosen)
        _put(edge, begin, end, opening, left, holder, chosen)
        least[one] = _least(one, weight, of_opening, firsts, chosen)
        moved += 1
    return moved


@compiled
def _least(one, weight, of_opening, firsts, chosen):
    """The chosen edge of an opening that is worth least, else `NONE`."""
    least = NONE
    for number in range(firsts[one], firsts[one + 1]):
        edge = of_opening[number]
        if chosen[edge] and (least == NONE or weight[edge] < weight[least]):
            least = edge
    return least


@compiled
def _put(edge, begin, end, opening, left, holder, chosen):
    chosen[edge] = True
    left[opening[edge]] -= 1
    for turn in range(begin[edge], end[edge]):
        holder[turn] = edge


@compiled
def _drop(edge, begin, end, opening, left, holder, chosen):
    chosen[edge] = False
    left[opening[edge]] += 1
    for turn in range(begin[edge], end[edge]):
        holder[turn] = NONE
