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
def _until(days, one, begins, ends):
    """The last day of the interval of ``one`` that holds those days, else `NEVER`."""
    main_first, main_last, candidate, first, last = days
    if len(main_first) and main_first[one] <= begins and main_last[one] >= ends:
        return np.int64(main_last[one])
    if len(candidate) == 0:
        return np.int64(NEVER)
    return _lies_in(candidate, first, last, one, begins, ends)


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
def shorten(days, begins, of, until):
    """Take from ``until`` of each in ``of`` what lies beyond her interval around a day."""
    for number in range(len(of)):
        until[number] = min(until[number], _until(days, of[number], begins, begins))
