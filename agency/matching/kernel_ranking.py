"""The best of a list, compiled: `agency.matching.scoring`, in the manner of
`agency.matching.kernel`. Needs the extra ``fast``.

Everywhere here, ``wishes`` are the rows of bits; the rows of the skills that are preferred; the pay
in cents, the row of the specialty and the row of those who live near enough for it to count (each
`NOT_SAID` where nothing is); the place, not a number where it is not known; and what ties begin
with. ``people`` are homes, least pay, placements and prefixes of all, and the place of the first of
them among all. ``scales`` are the chords of all distances, and the weights of the six parts and
where distance, days left, margin and placements stop counting. A ``lists`` are the keys and the
ties of those on it, best first, and what is told of each: her place among all, what the six parts
of her score rest on, the requirement that she lacks, and whether that is certain.
"""

from __future__ import annotations

import numpy as np

from agency.matching.compiling import compiled, trailing
from agency.matching.kernel_days import shorten

NOT_SAID = -1
FULL = 1000
# What a list is ordered by: the class of a gap above the score, so that one number compares both.
CLASS_BITS = 32
MOST = 1 << 30
CLASSES = 3
TOLD = 9
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
    min_pay, completed = people[1], people[2]
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
def _has_place(lists, count, key, tie):
    """Whether there is a place for that key and tie on a list of so many."""
    keys, ties, _ = lists
    last = len(keys) - 1
    return count <= last or key < keys[last] or (key == keys[last] and tie < ties[last])


@compiled
def _enter(lists, count, key, tie, told):
    """Put somebody into her place of a list, which has one: how long it is then."""
    keys, ties, all_told = lists
    at = min(count, len(keys) - 1)
    while at > 0 and (keys[at - 1] > key or (keys[at - 1] == key and ties[at - 1] > tie)):
        keys[at], ties[at] = keys[at - 1], ties[at - 1]
        all_told[at] = all_told[at - 1]
        at -= 1
    keys[at], ties[at] = key, tie
    all_told[at] = told
    return min(count + 1, len(keys))


@compiled
def _tell(one, measured, left, wishes, people, scales, told):
    """What a list tells of somebody, but what she lacks."""
    thresholds, scale = scales
    chord = _chord_squared(people[0], one, wishes[5])
    told[0] = one + people[4]
    told[1:7] = measured
    told[1] = NOT_SAID
    if chord == chord:
        told[1] = np.searchsorted(thresholds, chord, side="right")
    told[3] = min(left, scale[7])
    told[7], told[8] = NOT_SAID, 0


@compiled
def _lack(rows, met, possible, one, told):
    """Tell the requirement that a near miss does not meet, and whether it is certain that not."""
    for number in range(len(met)):
        if not _has(rows, met[number], one):
            told[7] = number
            told[8] = 1 - _has(rows, possible[number], one)


@compiled
def _best(words, cover, wishes, people, scales, lists, count, positions, scores):
    """Put all who are eligible into a list, and say where they are and their scores."""
    stock, days, begins, ends, allowed = cover
    skills = len(wishes[1])
    measured, told = np.zeros(6, np.int64), np.empty(TOLD, np.int64)
    number = 0
    for place in range(len(words)):
        word = words[place]
        while word:
            one = (place << 6) + np.int64(trailing(word))
            word &= word - np.uint64(1)
            left = max(shorten(stock, days, begins, one, allowed) - ends, 0)
            _measure(one, wishes, people, measured)
            total = _points(measured, left, skills, scales[1])
            total += _nearness(one, wishes, people, scales)
            positions[number], scores[number] = one + people[4], total
            number += 1
            tie = _mixed(wishes[6] ^ people[3][one])
            if len(lists[0]) and _has_place(lists, count, MOST - total, tie):
                _tell(one, measured, left, wishes, people, scales, told)
                count = _enter(lists, count, MOST - total, tie, told)
    return count


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
def _rank(found, kind, closest, asked, wishes, people, scales, lists, count):
    """Put all in ``found``, near misses of one class, into a list: how long it is then.

    ``closest`` is the most that the distance may give them.
    """
    room, skills = len(lists[0]), len(wishes[1])
    measured, told = np.zeros(6, np.int64), np.empty(TOLD, np.int64)
    above = (np.int64(kind) << CLASS_BITS) + MOST
    for place in range(len(found)):
        word = found[place]
        while word:
            one = (place << 6) + np.int64(trailing(word))
            word &= word - np.uint64(1)
            _measure(one, wishes, people, measured)
            total = _points(measured, 0, skills, scales[1])
            # Whoever would not be among the best next door is not asked where she lives.
            if count == room and above - (total + closest) > lists[0][room - 1]:
                continue
            if closest:
                total += _nearness(one, wishes, people, scales)
            tie = _mixed(wishes[6] ^ people[3][one])
            if _has_place(lists, count, above - total, tie):
                _tell(one, measured, 0, wishes, people, scales, told)
                _lack(wishes[0], asked[0], asked[1], one, told)
                count = _enter(lists, count, above - total, tie, told)
    return count


@compiled
def _rank_in_groups(row, kind, asked, wishes, people, scales, lists, count):
    """As `_rank`, for many: by where they live, by how many skills they have and by whether they
    know the specialty; groups of which nobody can be among the best are passed over.
    """
    rows, wanted, _, specialty, close, _, _ = wishes
    keys, scale, skills = lists[0], scales[1], len(wanted)
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
                count = _rank(found, kind, closest, asked, wishes, people, scales, lists, count)
    return count


@compiled
def _nearest(words, counts, asked, wishes, people, scales, lists, count):
    """Put near misses into a list, by class, then score, then tie; ``words`` are a row of bits for
    each class, and ``counts`` how many are in each.
    """
    room = len(lists[0])
    for kind in range(CLASSES):
        # Those of a class before cannot be displaced by this one, nor by any after it.
        if counts[kind] == 0 or (count == room and lists[0][room - 1] >> CLASS_BITS < kind):
            continue
        if counts[kind] > MANY * room:
            row = words[kind]
            count = _rank_in_groups(row, kind, asked, wishes, people, scales, lists, count)
        else:
            closest = FULL * scales[1][0]
            row = words[kind]
            count = _rank(row, kind, closest, asked, wishes, people, scales, lists, count)
    return count


@compiled
def rank_all(rows, asked, wished, cover, people, scales, words, counts, best, nearest, into):
    """Put those whom `agency.matching.kernel.judge_all` found into the lists of each assignment.

    ``asked`` as there, with which days each requirement is met on (-1: a plain yes or no);
    ``wished`` where the skills of each assignment begin, and its wishes; ``cover`` the stock of
    days, and of each assignment the first and the last day and until when the law allows it. The
    lists may have been begun with other people. ``into`` is where the eligible of each begin, with
    room for their places and scores.
    """
    starts, met, possible, days = asked
    skill_starts, skills, pay, specialty, close, places, tie_starts = wished
    stock, firsts, lasts, allowed = cover
    eligible_starts, positions, scores = into
    for one in range(len(starts) - 1):
        here, stop = starts[one], starts[one + 1]
        wishes = (
            rows,
            skills[skill_starts[one] : skill_starts[one + 1]],
            pay[one],
            specialty[one],
            close[one],
            places[one],
            tie_starts[one],
        )
        begin, end = eligible_starts[one], eligible_starts[one + 1]
        if begin < end:
            lists = (best[0][one], best[1][one], best[2][one])
            covered = (stock, days[here:stop], firsts[one], lasts[one], allowed[one])
            found = positions[begin:end], scores[begin:end]
            best[3][one] = _best(
                words[one, 0], covered, wishes, people, scales, lists, best[3][one], *found
            )
        if nearest[0].shape[1]:
            lists = (nearest[0][one], nearest[1][one], nearest[2][one])
            lacking = (met[here:stop], possible[here:stop])
            nearest[3][one] = _nearest(
                words[one, 1:],
                counts[one, 5:],
                lacking,
                wishes,
                people,
                scales,
                lists,
                nearest[3][one],
            )
