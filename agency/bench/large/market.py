"""A made-up choice of very many: people are scarce, and what they could take lies around them.

A night of a size that is matched by a share of its assignments has no whole choice to solve. This
one has the numbers of openings and of people who could fill them that were measured elsewhere.
"""

from __future__ import annotations

import numpy as np

from agency.matching.allocation.problem import Problem

SEED = 2
# For each opening: how many places it has; how many people there are, how many of those around it
# are looked at; and the share of people who would take any.
ROOM, ROOM_SHARES = (1, 2, 3, 5), (0.45, 0.25, 0.15, 0.15)
PEOPLE, AROUND, WILLING = 3.2, 84, 0.55
WEEKS = (2, 4, 6, 8, 10, 13)
FIRST_DAY, DAYS = 740_000, 130
WORTH, WORTH_SHARES = (100_000, 200_000, 400_000), (0.7, 0.2, 0.1)
OF_HER, OF_THE_PAIR = 60_000, 40_000


def made_up(openings: int) -> Problem:
    """The same for the same number of openings; of 50,000 it has 2.3 million edges."""
    chance = np.random.default_rng(SEED)
    people = int(openings * PEOPLE)
    first = FIRST_DAY + chance.integers(0, DAYS, openings)
    last = first + 7 * chance.choice(WEEKS, openings) - 3
    room = chance.choice(ROOM, openings, p=ROOM_SHARES)
    centre = (chance.random(openings) * people).astype(np.int64)[:, None]
    spread = chance.normal(0, people / 100, (openings, AROUND))
    near = (centre + np.rint(spread).astype(np.int64)) % people
    pairs = np.unique((np.arange(openings)[:, None] * people + near).ravel())
    pairs = pairs[(chance.random(people) < WILLING)[pairs % people]]
    opening, candidate = pairs // people, pairs % people
    weight = chance.choice(WORTH, openings, p=WORTH_SHARES)[opening]
    weight += chance.integers(0, OF_HER, people)[candidate]
    weight += chance.integers(0, OF_THE_PAIR, len(pairs))
    return Problem(first, last, room, candidate, opening, weight)
