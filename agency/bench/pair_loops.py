"""Pairs one after the other, compiled: what `agency.bench.pair_by_pair` puts to them.

It is a subset of Python in which a variable has one type for life and nothing is an object, so
there are no annotations here and functions are as long as their loops. Needs the extra ``fast``.
"""

from __future__ import annotations

import numpy as np
from numba import njit

NEVER = -(1 << 15)
NOT_SAID = -1
FULL = 1000
# Above any score, and above those the class of a gap.
MOST, CLASS_BITS = 1 << 30, 32

compiled = njit(cache=True, nogil=True, boundscheck=False)


@compiled
def _until(days, row, one, begins, ends):
    """The last day of the interval of ``one`` that holds those days, else `NEVER`."""
    first, last, starts, candidate, more_first, more_last = days
    if first[row, one] <= begins and last[row, one] >= ends:
        return np.int64(last[row, one])
    low, high = starts[row], starts[row + 1]
    while low < high:
        middle = (low + high) >> 1
        if candidate[middle] < one:
            low = middle + 1
        else:
            high = middle
    while low < starts[row + 1] and candidate[low] == one:
        if more_first[low] <= begins and more_last[low] >= ends:
            return np.int64(more_last[low])
        low += 1
    return np.int64(NEVER)


@compiled
def _chord(home, one, place):
    dx, dy, dz = home[one, 0] - place[0], home[one, 1] - place[1], home[one, 2] - place[2]
    return dx * dx + dy * dy + dz * dz


@compiled
def _mixed(number):
    number = number + np.uint64(0x9E3779B97F4A7C15)
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@compiled
def _share(measure, cap):
    return FULL if measure == NOT_SAID else min(measure, cap) * FULL // cap


@compiled
def _score(one, left, wishes, people, scales):
    """The score of one pair in thousandths of a point."""
    skilled, pay, specialist, point, _ = wishes
    home, min_pay, completed, _ = people
    chord = _chord(home, one, point)
    thresholds, scale = scales
    wanted, had = len(skilled), 0
    for number in range(wanted):
        had += skilled[number, one]
    margin = NOT_SAID
    if pay >= 0 and min_pay[one] >= 0:
        margin = max(pay - min_pay[one], 0)
    known = np.int64(NOT_SAID)
    if len(specialist):
        known = np.int64(specialist[one])
    total = np.int64(0)
    if chord == chord:
        tenths = np.searchsorted(thresholds[: scale[6]], chord, side="right")
        total += (scale[6] - tenths) * FULL // scale[6] * scale[0]
    total += (had * FULL // wanted if wanted else FULL) * scale[1]
    total += min(left, scale[7]) * FULL // scale[7] * scale[2]
    total += _share(margin, scale[8]) * scale[3] + _share(known, 1) * scale[4]
    return total + _share(completed[one], scale[9]) * scale[5]


@compiled
def _put(one, key, tie, best, count):
    """Into a heap whose worst is on top, if it is better than that one or there is room."""
    people, keys, ties = best
    room = len(people)
    if count == room:
        if room == 0 or key > keys[0] or (key == keys[0] and tie >= ties[0]):
            return count
        at = 0
        while True:
            child = 2 * at + 1
            if child >= room:
                break
            other = child + 1
            if other < room and (
                keys[other] > keys[child]
                or (keys[other] == keys[child] and ties[other] > ties[child])
            ):
                child = other
            if keys[child] < key or (keys[child] == key and ties[child] <= tie):
                break
            people[at], keys[at], ties[at] = people[child], keys[child], ties[child]
            at = child
        people[at], keys[at], ties[at] = one, key, tie
        return count
    at = count
    while at > 0:
        parent = (at - 1) >> 1
        if keys[parent] > key or (keys[parent] == key and ties[parent] >= tie):
            break
        people[at], keys[at], ties[at] = people[parent], keys[parent], ties[parent]
        at = parent
    people[at], keys[at], ties[at] = one, key, tie
    return count + 1


@compiled
def judge(asked, days, window, allowed, absent, place, wishes, people, scales, best, nearest):
    """One assignment put to everybody, one after the other: how many are eligible, may be, are near
    misses, are pairs at all; how many of the two lists are filled.

    ``asked`` are the rows of ``days`` for each requirement: who meets it, who may and who would if
    renewals on course were done; a row of -2 stands for where people live, and -1 for none.
    Whoever lacks two requirements and is certain not to be eligible is asked no more.
    """
    met, possible, hoped = asked
    begins, ends = window
    willing, reach, lost = place
    home, _, _, prefixes = people
    point, tie_start = wishes[3], wishes[4]
    eligible = unknown = near = present = listed = close = 0
    for one in range(len(absent)):
        if absent[one]:
            continue
        present += 1
        lacking, gap, certain, until = 0, -1, False, np.int64(allowed)
        for number in range(len(met)):
            if met[number] == -2:
                has = willing[one] or _chord(home, one, point) < reach[one]
                may = has or lost[one]
            else:
                last = _until(days, met[number], one, begins, ends)
                has = last != NEVER
                until = min(until, last)
                may = has
                if not has and possible[number] != met[number]:
                    may = _until(days, possible[number], one, begins, ends) != NEVER
            if not has:
                lacking, gap = lacking + 1, number
                certain = certain or not may
                if lacking > 1 and certain:
                    break
        if lacking == 0:
            eligible += 1
            left = max(until - ends, 0)
            key = MOST - _score(one, left, wishes, people, scales)
            listed = _put(one, key, _mixed(tie_start ^ prefixes[one]), best, listed)
        elif not certain:
            unknown += 1
        if lacking == 1:
            near += 1
            kind = 2 if certain else 1
            if (
                hoped[gap] >= 0
                and _until(days, met[gap], one, begins, begins) != NEVER
                and _until(days, hoped[gap], one, begins, ends) != NEVER
            ):
                kind = 0
            key = (np.int64(kind) << CLASS_BITS) + MOST
            key -= _score(one, np.int64(0), wishes, people, scales)
            close = _put(one, key, _mixed(tie_start ^ prefixes[one]), nearest, close)
    return eligible, unknown, near, present, listed, close
