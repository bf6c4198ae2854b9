"""The compiled part of matching: 64 candidates at once, as bits of a word.

Pure arithmetic on arrays; `agency.matching.compiled` says what they mean, and
`agency.matching.engine` does the same in NumPy. Needs the extra ``fast``; the machine code is kept
beside this file, so that it is made once. All functions leave other threads free to run.

It is a subset of Python in which a variable has one type for life and nothing is an object, so
there are no annotations here and functions are as long as their loops.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

WORD = 64
# What a list is ordered by: the class of a gap above the score, so that one number compares both.
CLASS_BITS = 32
MOST = 1 << 30
NOT_SAID = -1
FULL = 1000
NEVER = -(1 << 15)
NOBODY = 1 << 40

compiled = njit(cache=True, nogil=True, boundscheck=False)


@intrinsic
def _popcount(typing_context: Any, word: Any) -> Any:
    """How many bits of a word are set."""

    def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generated


@intrinsic
def _trailing(typing_context: Any, word: Any) -> Any:
    """The place of the lowest bit that is set, of a word that has one."""

    def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generated


@compiled
def _lies_in(candidate, first, last, one, begins, ends):
    """Whether the rows of ``one``, in a table ordered by candidate, hold those days: the last day
    of the row that does, else `NEVER`.
    """
    low, high = 0, len(candidate)
    while low < high:
        middle = (low + high) >> 1
        if candidate[middle] < one:
            low = middle + 1
        else:
            high = middle
    while low < len(candidate) and candidate[low] == one:
        if first[low] <= begins and last[low] >= ends:
            return np.int64(last[low])
        low += 1
    return np.int64(NEVER)


@compiled
def _until(days, one, begins, ends):
    """The last day of the interval of ``one`` that holds those days, else `NEVER`."""
    main_first, main_last, candidate, first, last = days
    if len(main_first) and main_first[one] <= begins and main_last[one] >= ends:
        return np.int64(main_last[one])
    if len(candidate) == 0:
        return np.int64(NEVER)
    return _lies_in(candidate, first, last, one, begins, ends)


@compiled
def within(days, begins, ends, row):
    """The bits of all who are covered from ``begins`` through ``ends``."""
    main_first, main_last, candidate, first, last = days
    size = len(main_first)
    begin, end = np.int16(begins), np.int16(ends)
    row[:] = 0
    for number in range(size >> 6):
        word = np.uint64(0)
        for bit in range(64):
            one = (number << 6) + bit
            covered = (main_first[one] <= begin) & (main_last[one] >= end)
            word |= np.uint64(covered) << np.uint64(bit)
        row[number] = word
    for one in range(size & ~63, size):
        if main_first[one] <= begin and main_last[one] >= end:
            row[one >> 6] |= np.uint64(1) << np.uint64(one & 63)
    for number in range(len(candidate)):
        if first[number] <= begin and last[number] >= end:
            row[candidate[number] >> 6] |= np.uint64(1) << np.uint64(candidate[number] & 63)


@compiled
def near(homes, reach, place, others, row):
    """The bits of all whose squared chord to a point is less than their own ``reach``, and of all
    in ``others``; ``homes`` are rows of x, of y and of z.
    """
    size = len(reach)
    close = np.empty(64, np.uint8)
    for number in range(len(row)):
        start = number * 64
        stop = min(64, size - start)
        for bit in range(stop):
            dx = homes[0, start + bit] - place[0]
            dy = homes[1, start + bit] - place[1]
            dz = homes[2, start + bit] - place[2]
            close[bit] = dx * dx + dy * dy + dz * dz < reach[start + bit]
        word = np.uint64(0)
        for bit in range(stop):
            word |= np.uint64(close[bit]) << np.uint64(bit)
        row[number] = word | others[number]


@compiled
def _moments(candidate, first, last, starts, heads, one, days):
    """Put the moments of one candidate's rows into ``days``, in order: how many they are.

    A moment is twice the day on which a row begins; or twice the day after it, and one. Moves the
    ``heads``, which are where the unread rows of each table begin.
    """
    count = 0
    for table in range(len(heads)):
        head = heads[table]
        while head < starts[table + 1] and candidate[head] == one:
            for moment in (np.int64(first[head]) * 2, np.int64(last[head]) * 2 + 3):
                at = count
                while at > 0 and days[at - 1] > moment:
                    days[at] = days[at - 1]
                    at -= 1
                days[at] = moment
                count += 1
            head += 1
        heads[table] = head
    return count


@compiled
def at_least(candidate, first, last, starts, count, people, begins, ends):
    """The days on which at least ``count`` of the rows lie, merged: how many intervals.

    The rows are those of several tables, one after the other, ``starts`` the first of each and the
    end of the last; each table is ordered by candidate. The intervals are put into ``people``,
    ``begins`` and ``ends``, which have room for as many as there are rows.
    """
    heads = starts[:-1].copy()
    days = np.empty(2 * len(candidate), np.int64)
    made = 0
    while True:
        one = NOBODY
        for table in range(len(heads)):
            if heads[table] < starts[table + 1]:
                one = min(one, np.int64(candidate[heads[table]]))
        if one == NOBODY:
            return made
        moments = _moments(candidate, first, last, starts, heads, one, days)
        lying = number = 0
        while number < moments:
            before, day = lying, days[number] >> 1
            while number < moments and days[number] >> 1 == day:
                lying += 1 - 2 * (days[number] & 1)
                number += 1
            if before < count <= lying:
                people[made], begins[made] = one, day
            elif lying < count <= before:
                ends[made] = day - 1
                made += 1


@compiled
def judge(rows, met, possible, personal, present, words, counts, passing, alone):
    """Put one assignment to everybody.

    ``met`` and ``possible`` are rows of bits for each requirement: who meets it, and who may;
    ``present`` are those who are pairs at all.

    Fills ``words``, three rows of bits (eligible, near misses, and whoever is certain not to be
    eligible), ``counts`` (eligible, unknown, near misses, available, all), and for each requirement
    how many of the available meet it and how many near misses lack it alone.
    """
    counts[:] = 0
    passing[:] = 0
    alone[:] = 0
    for place in range(rows.shape[1]):
        here = present[place]
        free = none = one = here
        certain = np.uint64(0)
        for number in range(len(met)):
            has = rows[met[number], place]
            one = (one & has) | none
            none &= has
            certain |= ~rows[possible[number], place]
            if personal[number]:
                free &= has
        one &= ~none
        certain &= here
        if free:
            for number in range(len(met)):
                passing[number] += _popcount(free & rows[met[number], place])
        if one:
            for number in range(len(met)):
                alone[number] += _popcount(one & ~rows[met[number], place])
        words[0, place], words[1, place], words[2, place] = none, one, certain
        counts[0] += _popcount(none)
        counts[1] += _popcount(here & ~none & ~certain)
        counts[2] += _popcount(one)
        counts[3] += _popcount(free)
        counts[4] += _popcount(here)


@compiled
def renew(near, met, now, hoped, begins, ends, row):
    """Add to ``row`` the bits of near misses that lack one requirement, are covered by it as the
    work begins, and would be to the end if every renewal on course were done.

    ``met`` are those who do not lack it; ``now`` and ``hoped`` are its days as they are and as
    they would be.
    """
    for place in range(len(near)):
        lacking = near[place] & ~met[place]
        while lacking:
            one = (place << 6) + np.int64(_trailing(lacking))
            begun = _until(now, one, begins, begins) != NEVER
            if begun and _until(hoped, one, begins, ends) != NEVER:
                row[place] |= lacking & (~lacking + np.uint64(1))
            lacking &= lacking - np.uint64(1)


@compiled
def sort_out(words, renewable, found, classes, wanted):
    """Near misses by how far they are, into ``found`` and ``classes``: renewable, then those that
    may be none, then the others; a class only if the nearer ones are fewer than ``wanted``.
    """
    count = 0
    for kind in range(3):
        for place in range(len(renewable)):
            word = renewable[place]
            if kind:
                word = words[1, place] & ~word
                word &= words[2, place] if kind == 2 else ~words[2, place]
            while word:
                found[count] = (place << 6) + np.int64(_trailing(word))
                classes[count] = kind
                count += 1
                word &= word - np.uint64(1)
        if count >= wanted:
            break
    return count


@compiled
def positions(words, found):
    """Where the bits of one row are set, in order, into ``found``, which has room for them."""
    count = 0
    for place in range(len(words)):
        word = words[place]
        while word:
            found[count] = (place << 6) + np.int64(_trailing(word))
            count += 1
            word &= word - np.uint64(1)


@compiled
def shorten(days, begins, of, until):
    """Take from ``until`` of each in ``of`` what lies beyond her interval around a day."""
    for number in range(len(of)):
        until[number] = min(until[number], _until(days, of[number], begins, begins))


@compiled
def _mixed(number):
    """`agency.rules.ranking.splitmix64`."""
    number = number + np.uint64(0x9E3779B97F4A7C15)
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@compiled
def _share(measure, cap):
    """A measure of so many at most, of 1000; what was not asked for is full."""
    if measure == NOT_SAID:
        return FULL
    return min(measure, cap) * FULL // cap


@compiled
def _chord_squared(home, candidate, place):
    dx = home[candidate, 0] - place[0]
    dy = home[candidate, 1] - place[1]
    dz = home[candidate, 2] - place[2]
    return dx * dx + dy * dy + dz * dz


@compiled
def _measure(candidate, wishes, people, measured):
    """What the parts of the score of one candidate rest on, but the distance and the days left."""
    rows, wanted, pay, specialty, _, _ = wishes
    _, min_pay, completed, _ = people
    count = 0
    place, bit = candidate >> 6, np.uint64(candidate & 63)
    for number in range(len(wanted)):
        count += np.int64((rows[wanted[number], place] >> bit) & np.uint64(1))
    measured[1] = count
    asked = min_pay[candidate]
    measured[3] = NOT_SAID if pay < 0 or asked < 0 else max(pay - asked, 0)
    measured[4] = NOT_SAID
    if specialty >= 0:
        measured[4] = np.int64((rows[specialty, place] >> bit) & np.uint64(1))
    measured[5] = completed[candidate]


@compiled
def _points(measured, left, skills, scale):
    """The score without the part for the distance."""
    held = np.int64(FULL)
    if skills:
        held = measured[1] * FULL // skills
    return (
        held * scale[1]
        + min(left, scale[7]) * FULL // scale[7] * scale[2]
        + _share(measured[3], scale[8]) * scale[3]
        + _share(measured[4], 1) * scale[4]
        + _share(measured[5], scale[9]) * scale[5]
    )


@compiled
def score(of, wishes, people, scales, scores):
    """The scores of all, as `rank` reckons them."""
    positions, _, left = of
    _, wanted, _, _, place, _ = wishes
    thresholds, scale = scales
    measured = np.empty(6, np.int64)
    near = thresholds[: scale[6]]
    for number in range(len(positions)):
        one = positions[number]
        _measure(one, wishes, people, measured)
        total = _points(measured, left[number], len(wanted), scale)
        chord = _chord_squared(people[0], one, place)
        if chord == chord:
            tenths = np.searchsorted(near, chord, side="right")
            total += (scale[6] - tenths) * FULL // scale[6] * scale[0]
        scores[number] = total


@compiled
def rank(of, wishes, people, scales, best):
    """The best, by class, then score, then tie: `agency.matching.compiled_ranking`.

    ``of`` are positions, classes and days left; ``wishes`` the rows of bits, the rows of the skills
    that are preferred, the pay in cents and the row of the specialty (each `NOT_SAID` where nothing
    is), the place, not a number where it is not known, and what ties begin with; ``people`` homes,
    least pay, placements and prefixes of all; ``scales`` the chords of all distances, and the
    weights of the six parts and where distance, days left, margin and placements stop counting.
    Fills ``best``: positions, classes, scores and measures, which have room for no more than there
    are.
    """
    positions, classes, left = of
    _, wanted, _, _, place, tie_start = wishes
    home, _, _, prefixes = people
    thresholds, scale = scales
    chosen, kinds, score, measures = best
    room = len(chosen)
    keys, ties = np.empty(room, np.int64), np.empty(room, np.uint64)
    measured = np.empty(6, np.int64)
    near = thresholds[: scale[6]]
    count = 0
    for number in range(len(positions)):
        one = positions[number]
        _measure(one, wishes, people, measured)
        total = _points(measured, left[number], len(wanted), scale)
        above = (np.int64(classes[number]) << CLASS_BITS) + MOST
        # Whoever would not be among the best if she lived next door is not asked where she does.
        if count == room and above - (total + FULL * scale[0]) > keys[room - 1]:
            continue
        chord = _chord_squared(home, one, place)
        if chord == chord:
            tenths = np.searchsorted(near, chord, side="right")
            total += (scale[6] - tenths) * FULL // scale[6] * scale[0]
        key = above - total
        if count == room and key > keys[room - 1]:
            continue
        tie = _mixed(tie_start ^ prefixes[one])
        if count == room and key == keys[room - 1] and tie >= ties[room - 1]:
            continue
        at = min(count, room - 1)
        while at > 0 and (keys[at - 1] > key or (keys[at - 1] == key and ties[at - 1] > tie)):
            keys[at], ties[at], chosen[at] = keys[at - 1], ties[at - 1], chosen[at - 1]
            at -= 1
        keys[at], ties[at], chosen[at] = key, tie, number
        count = min(count + 1, room)
    for at in range(room):
        number = chosen[at]
        one = positions[number]
        chosen[at], kinds[at] = one, classes[number]
        score[at] = (np.int64(kinds[at]) << CLASS_BITS) + MOST - keys[at]
        _measure(one, wishes, people, measured)
        chord = _chord_squared(home, one, place)
        measured[0] = NOT_SAID
        if chord == chord:
            measured[0] = np.searchsorted(thresholds, chord, side="right")
        measured[2] = min(left[number], scale[7])
        measures[at] = measured


@compiled
def lack(rows, met, possible, of, gap, unmet):
    """The place of the requirement that each near miss in ``of`` does not meet, among those
    asked, and whether it is certain that she does not.
    """
    for number in range(len(of)):
        place, bit = of[number] >> 6, np.uint64(of[number] & 63)
        for asked in range(len(met)):
            if not (rows[met[asked], place] >> bit) & np.uint64(1):
                gap[number] = asked
                unmet[number] = not (rows[possible[asked], place] >> bit) & np.uint64(1)
