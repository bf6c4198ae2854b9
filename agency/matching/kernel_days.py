"""Days, compiled: the merging of intervals, and how long each candidate's cover lasts.

As in `agency.matching.tables`, in the manner of `agency.matching.kernel`. Needs the extra ``fast``.
"""

from __future__ import annotations

import numpy as np

from agency.matching.compiling import compiled

# A day before all that short days can tell; and a number after all candidates.
NEVER = -(1 << 15)
NOBODY = 1 << 40


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
def merge(chosen, candidate, first, last, people, begins, ends):
    """The days of the ``chosen`` rows of a table, merged: how many intervals, or -1 if the rows
    are not ordered by candidate. Rows that end before they begin are empty.

    The intervals are put into ``people``, ``begins`` and ``ends``, with room for all the rows.
    """
    made = begun = 0  # the intervals of the candidate in hand begin at ``begun``
    for number in range(len(candidate)):
        one, opens, shuts = candidate[number], first[number], last[number]
        if number and one < candidate[number - 1]:
            return -1
        if opens > shuts or not chosen[number]:
            continue
        if begun < made and people[begun] != one:
            begun = made
        # Intervals that overlap or touch it are taken up into it; the later ones stay behind it.
        at = made
        while at > begun and begins[at - 1] > shuts + 1:
            at -= 1
        kept = at
        while kept > begun and ends[kept - 1] >= opens - 1:
            kept -= 1
            opens, shuts = min(opens, begins[kept]), max(shuts, ends[kept])
        if kept == at:
            for behind in range(made, at, -1):
                people[behind] = one
                begins[behind], ends[behind] = begins[behind - 1], ends[behind - 1]
            made += 1
        else:
            for behind in range(at, made):
                begins[kept + 1 + behind - at] = begins[behind]
                ends[kept + 1 + behind - at] = ends[behind]
            made -= at - kept - 1
        people[kept], begins[kept], ends[kept] = one, opens, shuts
    return made


@compiled
def shorts(table, day, bounds, main_first, main_last, people, begins, ends):
    """A table in days from ``day`` on, within ``bounds``: the last interval of each candidate into
    ``main_first`` and ``main_last``; how many others there are, which are put into ``people``,
    ``begins`` and ``ends``, with room for all the rows.
    """
    candidate, first, last = table
    earliest, latest = bounds
    main_first[:] = latest
    main_last[:] = earliest
    others = 0
    for number in range(len(candidate)):
        opens = np.int16(min(max(np.int64(first[number]) - day, earliest), latest))
        shuts = np.int16(min(max(np.int64(last[number]) - day, earliest), latest))
        one = candidate[number]
        if number + 1 == len(candidate) or candidate[number + 1] != one:
            main_first[one], main_last[one] = opens, shuts
        else:
            people[others], begins[others], ends[others] = one, opens, shuts
            others += 1
    return others


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
def shorten(stock, which, begins, one, until):
    """``until``, or the day before some of one's days end that last from ``begins`` on.

    ``which`` are the numbers of those days in the ``stock`` of `agency.matching.kernel.fill`, -1
    for none.
    """
    mains, main_first, main_last, starts, candidate, first, last = stock
    for number in range(len(which)):
        days = which[number]
        if days < 0:
            continue
        lasts = np.int64(NEVER)
        main = mains[days]
        if main >= 0 and main_first[main, one] <= begins <= main_last[main, one]:
            lasts = np.int64(main_last[main, one])
        elif starts[days] < starts[days + 1]:
            here, stop = starts[days], starts[days + 1]
            rows = candidate[here:stop], first[here:stop], last[here:stop]
            lasts = _lies_in(*rows, one, begins, begins)
        until = min(until, lasts)
    return until
