"""The best of a list, compiled: `agency.matching.scoring`, in the manner of
`agency.matching.kernel`. Needs the extra ``fast``.

Everywhere here, ``wishes`` are the rows of bits; the rows of the skills that are preferred; the pay
in cents, the row of the specialty and the row of those who live near enough for it to count (each
`NOT_SAID` where nothing is); the place, not a number where it is not known; and what ties begin
with. ``people`` are homes, least pay, placements and prefixes of all. ``scales`` are the chords of
all distances, and the weights of the six parts and where distance, days left, margin and placements
stop counting.
"""

from __future__ import annotations

import numpy as np

from agency.matching.compiling import compiled, trailing

NOT_SAID = -1
FULL = 1000
# What a list is ordered by: the class of a gap above the score, so that one number compares both.
CLASS_BITS = 32
MOST = 1 << 30
CLASSES = 3
# So many more than there is room for are worth sorting by what they can reach at most.
MANY = 4


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
def _has(rows, row, candidate):
    return np.int64((rows[row, candidate >> 6] >> np.uint64(candidate & 63)) & np.uint64(1))


@compiled
def _measure(candidate, wishes, people, measured):
    """What the parts of the score of one candidate rest on, but the distance and the days left."""
    rows, wanted, pay, specialty, _, _, _ = wishes
    _, min_pay, completed, _ = people
    count = 0
    for number in range(len(wanted)):
        count += _has(rows, wanted[number], candidate)
    measured[1] = count
    asked = min_pay[candidate]
    measured[3] = NOT_SAID if pay < 0 or asked < 0 else max(pay - asked, 0)
    measured[4] = NOT_SAID if specialty < 0 else _has(rows, specialty, candidate)
    measured[5] = completed[candidate]


@compiled
def _held(count, skills, scale):
    """The points for so many of the skills that are preferred."""
    return (count * FULL // skills if skills else FULL) * scale[1]


@compiled
def _points(measured, left, skills, scale):
    """The score without the part for the distance."""
    return (
        _held(measured[1], skills, scale)
        + min(left, scale[7]) * FULL // scale[7] * scale[2]
        + _share(measured[3], scale[8]) * scale[3]
        + _share(measured[4], 1) * scale[4]
        + _share(measured[5], scale[9]) * scale[5]
    )


@compiled
def _nearness(candidate, wishes, people, scales):
    """The part of the score for the distance."""
    thresholds, scale = scales
    chord = _chord_squared(people[0], candidate, wishes[5])
    if chord != chord:
        return np.int64(0)
    tenths = np.searchsorted(thresholds[: scale[6]], chord, side="right")
    return (scale[6] - tenths) * FULL // scale[6] * scale[0]


@compiled
def _list(keys, ties, chosen, count, key, tie, one):
    """Put ``one`` into her place of a list, if she has one: how long it is then."""
    room = len(keys)
    if count == room and (
        key > keys[room - 1] or (key == keys[room - 1] and tie >= ties[room - 1])
    ):
        return count
    at = min(count, room - 1)
    while at > 0 and (keys[at - 1] > key or (keys[at - 1] == key and ties[at - 1] > tie)):
        keys[at], ties[at], chosen[at] = keys[at - 1], ties[at - 1], chosen[at - 1]
        at -= 1
    keys[at], ties[at], chosen[at] = key, tie, one
    return min(count + 1, len(keys))


@compiled
def _tell(chosen, left, wishes, people, scales, measures):
    """What the scores of those chosen rest on; ``left`` are the days left to each of them."""
    thresholds, scale = scales
    for at in range(len(chosen)):
        _measure(chosen[at], wishes, people, measures[at])
        chord = _chord_squared(people[0], chosen[at], wishes[5])
        measures[at, 0] = NOT_SAID
        if chord == chord:
            measures[at, 0] = np.searchsorted(thresholds, chord, side="right")
        measures[at, 2] = min(left[at], scale[7])


@compiled
def best(positions, left, wishes, people, scales, scores, chosen, measures):
    """The scores of all, and the best of them by score, then tie.

    Fills ``scores``; ``chosen``, places among those given, which has room for no more than they
    are; and ``measures``.
    """
    scale = scales[1]
    room, skills = len(chosen), len(wishes[1])
    keys, ties = np.empty(room, np.int64), np.empty(room, np.uint64)
    measured = np.empty(6, np.int64)
    count = 0
    for number in range(len(positions)):
        one = positions[number]
        _measure(one, wishes, people, measured)
        total = _points(measured, left[number], skills, scale)
        total += _nearness(one, wishes, people, scales)
        scores[number] = total
        if room and (count < room or MOST - total <= keys[room - 1]):
            tie = _mixed(wishes[6] ^ people[3][one])
            count = _list(keys, ties, chosen, count, MOST - total, tie, number)
    _tell(positions[chosen], left[chosen], wishes, people, scales, measures)


@compiled
def _count_skills(rows, wanted, planes):
    """How many of the preferred skills each has, in binary: a row of bits for each digit."""
    planes[:] = 0
    for number in range(len(wanted)):
        for place in range(rows.shape[1]):
            carry = rows[wanted[number], place]
            for digit in range(len(planes)):
                over = planes[digit, place] & carry
                planes[digit, place] ^= carry
                carry = over


@compiled
def _only_with(found, planes, held):
    """Leave those bits whose number, of which ``planes`` are the digits, is ``held``."""
    for digit in range(len(planes)):
        without = np.uint64(0) if (held >> digit) & 1 else ~np.uint64(0)
        for place in range(len(found)):
            found[place] &= planes[digit, place] ^ without


@compiled
def _only_in(found, rows, row, wanted):
    """Leave those bits that a row has, or those that it has not; all if there is no such row."""
    without = np.uint64(0) if wanted else ~np.uint64(0)
    if row >= 0:
        for place in range(len(found)):
            found[place] &= rows[row, place] ^ without


@compiled
def _rank(found, kind, closest, wishes, people, scales, into, count):
    """Put all in ``found``, who are of one class, into a list: how long it is then.

    ``closest`` is the most that the distance may give them.
    """
    keys, ties, chosen = into
    room, skills = len(keys), len(wishes[1])
    measured = np.empty(6, np.int64)
    above = (np.int64(kind) << CLASS_BITS) + MOST
    for place in range(len(found)):
        word = found[place]
        while word:
            one = (place << 6) + np.int64(trailing(word))
            word &= word - np.uint64(1)
            _measure(one, wishes, people, measured)
            total = _points(measured, 0, skills, scales[1])
            # Whoever would not be among the best next door is not asked where she lives.
            if count == room and above - (total + closest) > keys[room - 1]:
                continue
            if closest:
                total += _nearness(one, wishes, people, scales)
            tie = _mixed(wishes[6] ^ people[3][one])
            count = _list(keys, ties, chosen, count, above - total, tie, one)
    return count


@compiled
def _rank_in_groups(kind, row, wishes, people, scales, into, count):
    """As `_rank`, for many: by where they live, by how many skills they have and by whether they
    know the specialty; groups of which nobody can be among the best are passed over.
    """
    rows, wanted, _, specialty, close, _, _ = wishes
    keys, scale, skills = into[0], scales[1], len(wanted)
    digits = 0
    while skills >> digits:
        digits += 1
    planes, found = np.empty((digits, len(row)), np.uint64), np.empty_like(row)
    _count_skills(rows, wanted, planes)
    above = (np.int64(kind) << CLASS_BITS) + MOST
    most = FULL * (scale[3] + scale[5])
    for away in range(1 if close >= 0 else 0, -1, -1):
        closest = FULL * scale[0] * away
        for held in range(skills, -1, -1):
            for knows in range(1, -1 if specialty >= 0 else 0, -1):
                reached = _held(held, skills, scale) + FULL * scale[4] * knows + closest + most
                if count == len(keys) and above - reached > keys[len(keys) - 1]:
                    continue
                found[:] = row
                _only_with(found, planes, held)
                _only_in(found, rows, specialty, knows)
                _only_in(found, rows, close, away)
                count = _rank(found, kind, closest, wishes, people, scales, into, count)
    return count


@compiled
def nearest(kinds, counts, wishes, people, scales, chosen, classes, scores, measures):
    """The best of near misses, by class, then score, then tie.

    ``kinds`` are three rows of bits, a class each, and ``counts`` how many are in each. Fills
    ``chosen``, which has room for no more than there are, and what is told of each.
    """
    room = len(chosen)
    keys, ties = np.empty(room, np.int64), np.empty(room, np.uint64)
    into = (keys, ties, chosen)
    count = 0
    for kind in range(CLASSES):
        if count < room and counts[kind] > MANY * room:
            count = _rank_in_groups(kind, kinds[kind], wishes, people, scales, into, count)
        elif count < room and counts[kind]:
            closest = FULL * scales[1][0]
            count = _rank(kinds[kind], kind, closest, wishes, people, scales, into, count)
    for at in range(room):
        classes[at] = keys[at] >> CLASS_BITS
        scores[at] = (np.int64(classes[at]) << CLASS_BITS) + MOST - keys[at]
    _tell(chosen, np.zeros(room, np.int64), wishes, people, scales, measures)
