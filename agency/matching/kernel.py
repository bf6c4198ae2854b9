"""Verdicts, compiled: 64 candidates at once, as bits of a word.

Pure arithmetic on arrays; `agency.matching.compiled` says what they mean, and
`agency.matching.engine` does the same in NumPy. Needs the extra ``fast``.

It is a subset of Python in which a variable has one type for life and nothing is an object, so
there are no annotations here and functions are as long as their loops.
"""

from __future__ import annotations

import numpy as np

from agency.matching.compiling import compiled, popcount, trailing

WORD = 64
# So many words of each row are looked at together; they stay in the nearest cache.
TILE = 64
# The rows of bits that there always are.
EVERYBODY, NOBODY = 0, 1
# Eight bytes that are 0 or 1, times this, have the eight bits in their highest byte, in order.
BYTES_TO_BITS = np.uint64(0x0102040810204080)


@compiled
def _pack(flags, row, start):
    """Put bytes that are 0 or 1, a multiple of 64 of them, into ``row`` from a word on."""
    eights = flags.view(np.uint64)
    for number in range(len(flags) >> 6):
        word = np.uint64(0)
        for byte in range(8):
            bits = (eights[(number << 3) + byte] * BYTES_TO_BITS) >> np.uint64(56)
            word |= bits << np.uint64(byte << 3)
        row[start + number] = word


@compiled
def within(days, begins, ends, row):
    """The bits of all who are covered from ``begins`` through ``ends``."""
    main_first, main_last, candidate, first, last = days
    size = len(main_first)
    begin, end = np.int16(begins), np.int16(ends)
    room = WORD * TILE
    flags = np.empty(room, np.uint8)
    if size == 0:
        row[:] = 0
    for start in range(0, size, room):
        here = min(room, size - start)
        firsts, lasts = main_first[start : start + here], main_last[start : start + here]
        for number in range(here):
            flags[number] = (firsts[number] <= begin) & (lasts[number] >= end)
        flags[here:] = 0
        _pack(flags[: (here + 63) & ~63], row, start >> 6)
    for number in range(len(candidate)):
        if first[number] <= begin and last[number] >= end:
            row[candidate[number] >> 6] |= np.uint64(1) << np.uint64(candidate[number] & 63)


@compiled
def near(homes, reach, order, farthest, limit, place, others, row, close):
    """Two rows of bits: all whose squared chord to a point is less than their own ``reach``, with
    all in ``others``; and all for whom it is less than ``limit``.

    ``homes`` are rows of x, of y and of z, ordered by x, and ``order`` whose they are; nobody
    reaches a point whose x differs by more than ``farthest``.
    """
    row[:] = others
    close[:] = 0
    x, y, z = homes[0], homes[1], homes[2]
    begin = np.searchsorted(x, place[0] - farthest)
    end = np.searchsorted(x, place[0] + farthest, side="right")
    for number in range(begin, end):
        dx, dy, dz = x[number] - place[0], y[number] - place[1], z[number] - place[2]
        chord = dx * dx + dy * dy + dz * dz
        if chord < reach[number] or chord < limit:
            word, bit = order[number] >> 6, np.uint64(1) << np.uint64(order[number] & 63)
            if chord < reach[number]:
                row[word] |= bit
            if chord < limit:
                close[word] |= bit


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
    free, certain = np.empty(TILE, np.uint64), np.empty(TILE, np.uint64)
    none, one = np.empty(TILE, np.uint64), np.empty(TILE, np.uint64)
    for start in range(0, rows.shape[1], TILE):
        size = min(TILE, rows.shape[1] - start)
        for at in range(size):
            here = present[start + at]
            free[at] = none[at] = one[at] = here
            certain[at] = 0
        for number in range(len(met)):
            if met[number] == EVERYBODY:
                continue
            has, may = rows[met[number], start:], rows[possible[number], start:]
            for at in range(size):
                one[at] = (one[at] & has[at]) | none[at]
                none[at] &= has[at]
                certain[at] |= ~may[at]
            if personal[number]:
                for at in range(size):
                    free[at] &= has[at]
        for at in range(size):
            here = present[start + at]
            one[at] &= ~none[at]
            certain[at] &= here
            counts[0] += popcount(none[at])
            counts[1] += popcount(here & ~none[at] & ~certain[at])
            counts[2] += popcount(one[at])
            counts[3] += popcount(free[at])
            counts[4] += popcount(here)
            words[0, start + at], words[1, start + at] = none[at], one[at]
            words[2, start + at] = certain[at]
        for number in range(len(met)):
            has = rows[met[number], start:]
            held = lacked = np.uint64(0)
            for at in range(size):
                held += popcount(free[at] & has[at])
                lacked += popcount(one[at] & ~has[at])
            passing[number] += np.int64(held)
            alone[number] += np.int64(lacked)


@compiled
def fill(rows, wanted, stock):
    """Make rows of bits of days: their numbers, which days, and the window of each.

    ``stock`` are all days that are at hand: for each the place of its main intervals, -1 if few
    have any; those; and the others of all, with where those of each begin.
    """
    numbers, which, firsts, lasts = wanted
    mains, main_first, main_last, starts, candidate, first, last = stock
    for number in range(len(numbers)):
        here, stop = starts[which[number]], starts[which[number] + 1]
        main = mains[which[number]]
        size = main_first.shape[1] if main >= 0 else 0
        days = (
            main_first[max(main, 0)][:size],
            main_last[max(main, 0)][:size],
            candidate[here:stop],
            first[here:stop],
            last[here:stop],
        )
        within(days, firsts[number], lasts[number], rows[numbers[number]])


@compiled
def _sort_out(rows, met, begun, hoped, alone, words, counts):
    """Near misses by how far they are, in place of the near misses and the certain ones: those who
    lack what covers them as the work begins, and would to the end if every renewal on course were
    done; those that may be none; the others. And how many are of each kind.
    """
    for place in range(words.shape[1]):
        near, certain = words[1, place], words[2, place]
        renewable = np.uint64(0)
        if near:
            for number in range(len(met)):
                if alone[number] and begun[number] >= 0:
                    would = rows[begun[number], place] & rows[hoped[number], place]
                    renewable |= would & ~rows[met[number], place]
            renewable &= near
        words[1, place] = renewable
        words[2, place] = near & ~renewable & ~certain
        words[3, place] = near & ~renewable & certain
        for kind in range(3):
            counts[5 + kind] += popcount(words[1 + kind, place])


@compiled
def judge_all(rows, asked, words, counts, passing, alone):
    """Put assignments to everybody, each as `judge` does.

    ``asked`` are where the requirements of each begin; of every requirement the rows of bits of
    those who meet it, who may, who do as the work begins and who would if every renewal on course
    were done (-1 where that makes no difference), and whether it is personal; and the row of those
    who are pairs of each assignment.

    Fills for each assignment four rows of bits, the eligible and the near misses by kind, and
    eight ``counts``, those of `judge` and the near misses by kind.
    """
    starts, met, possible, begun, hoped, personal, present = asked
    for one in range(len(starts) - 1):
        here, stop = starts[one], starts[one + 1]
        judge(
            rows,
            met[here:stop],
            possible[here:stop],
            personal[here:stop],
            rows[present[one]],
            words[one],
            counts[one],
            passing[here:stop],
            alone[here:stop],
        )
        _sort_out(
            rows,
            met[here:stop],
            begun[here:stop],
            hoped[here:stop],
            alone[here:stop],
            words[one],
            counts[one],
        )


@compiled
def positions(row, base, found):
    """Where the bits of a row are set, in order, counted from ``base``, into ``found``, which has
    room for them.
    """
    count = 0
    for place in range(len(row)):
        word = row[place]
        while word:
            found[count] = base + (place << 6) + np.int64(trailing(word))
            count += 1
            word &= word - np.uint64(1)
    return count


@compiled
def all_positions(words, row, base, starts, found):
    """`positions` in one row of every assignment's; those of each begin at its place."""
    for one in range(len(words)):
        positions(words[one, row], base, found[starts[one] : starts[one + 1]])
