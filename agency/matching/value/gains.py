"""What a prospect is worth: the choice made again with the pairs it opens, everybody competing.

For the pool the people who should take it are chosen by the solve itself, one, two, three and more
at once; for each person alone it is found what is gained when she has it and nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agency.matching.tables import Index, Longs
from agency.matching.value.model import Case
from agency.matching.value.opened import Opened
from agency.matching.value.program import Program, with_edges
from agency.matching.value.standing import Standing


@dataclass(frozen=True)
class Gain:
    """What is gained, in thousandths of a point, and how many more openings are filled.

    ``taken`` are the opened pairs that are chosen, a candidate and an opening each, and ``more``
    by opening how many more people it has; fewer are less than 0.
    """

    gained: int
    filled: int
    taken: tuple[tuple[int, int], ...]
    more: Mapping[int, int]

    @property
    def takers(self) -> set[int]:
        return {candidate for candidate, _ in self.taken}


@dataclass(frozen=True)
class Gained:
    """``together``: by how many people take it at most; only where one more of them adds anything.

    ``alone``: by candidate, for those who could add anything; None for who was not looked at.
    """

    together: Mapping[int, Gain]
    alone: Mapping[int, Gain | None]


@dataclass(frozen=True)
class Most:
    """How many takers at once are looked for, and how many people are looked at alone."""

    takers: int
    people: int


# Which of some candidates may not apply.
Barred = Callable[[Sequence[int]], Collection[int]]


def gained(standing: Standing, opened: Opened, points: Longs, barred: Barred, most: Most) -> Gained:
    """What the pairs that a prospect opens would add; ``points`` is what each opening is worth.

    Those ``barred`` are not chosen for the pool, and looked at alone all the same. Those who could
    add most are looked at first.
    """
    weight = opened.score + points[opened.opening]
    problem = with_edges(standing.problem, opened.candidate, opened.opening, weight)
    tied = np.arange(len(problem)) >= len(standing.problem)
    program = Program(standing, problem, tied)
    could = program.could_add_by_taker()
    ordered = sorted(could, key=lambda one: (-could[one], one))
    looked_at = ordered[: most.people]
    seen = {one: _gain(program, Case(takers=np.array([one]), most=1)) for one in looked_at}
    return Gained(
        together=_together(Takers(program, barred, ordered), most.takers),
        alone={one: seen.get(one) for one in sorted(ordered)},
    )


class Takers:
    """Everybody to whom anything would be opened, but for those who are found to be barred.

    Who adds nothing by herself may take the place of one who adds something elsewhere. Those who
    could add anything are asked about at once, the others when they are chosen.
    """

    def __init__(self, program: Program, barred: Barred, likely: Sequence[int]) -> None:
        self._program, self._barred = program, barred
        out = np.array(sorted(barred(likely)), np.int64)
        people = np.unique(program.problem.candidate[program.tied])
        self._people = people[~np.isin(people, out)]
        self.any = len(out) < len(likely)

    def best(self, most: int) -> Gain:
        """The most that so many of them add."""
        while True:
            gain = _gain(self._program, Case(takers=self._people, most=most))
            out = gain.takers.intersection(self._barred(sorted(gain.takers)))
            if not out:
                return gain
            self._people = self._people[~np.isin(self._people, sorted(out))]


def _together(takers: Takers, most: int) -> dict[int, Gain]:
    """Two may add what neither does alone, so it is looked on until all there is is found."""
    found: dict[int, Gain] = {}
    if not takers.any:
        return found
    best, last = 0, takers.best(most)
    for count in range(1, most + 1):
        if best == last.gained:
            break
        gain = takers.best(count) if count < most else last
        if gain.gained > best:
            best, found[count] = gain.gained, gain
    return found


def _gain(program: Program, case: Case) -> Gain:
    standing = program.standing
    chosen, before = program.best(case), standing.found.chosen
    problem = program.problem
    gained = program.worth(chosen) - standing.found.proof.objective
    if gained <= 0:
        return Gain(0, 0, (), {})
    more = _count(problem.opening[chosen], len(problem.room))
    more -= _count(problem.opening[before], len(problem.room))
    new = chosen[program.tied[chosen]]
    pairs = zip(problem.candidate[new].tolist(), problem.opening[new].tolist(), strict=True)
    moved = np.flatnonzero(more)
    return Gain(
        gained=gained,
        filled=len(chosen) - len(before),
        taken=tuple(sorted(pairs)),
        more=dict(zip(moved.tolist(), more[moved].tolist(), strict=True)),
    )


def _count(openings: Index, size: int) -> Index:
    return np.bincount(openings, minlength=size)
