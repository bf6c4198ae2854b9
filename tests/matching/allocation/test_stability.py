"""Who would both prefer each other, told by the definition and found by trying every pair."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.matching.allocation.problem import Problem
from agency.matching.allocation.solving import allocate
from agency.matching.allocation.stability import unsettled
from tests.examples import examples
from tests.matching.allocation.problems import pinned_problems, problem
from tests.matching.allocation.test_pins import Asked


def by_trying_all(of: Problem, chosen: list[int], score: list[int], pay: list[int]) -> list[int]:
    """The definition, put to every edge as it is written."""
    pinned = {*of.pinned.tolist()}
    taken = {(int(of.candidate[one]), int(of.opening[one])) for one in chosen}
    return [
        edge
        for edge in range(len(of))
        if (int(of.candidate[edge]), int(of.opening[edge])) not in taken
        and _opening_prefers(of, edge, chosen, score, pinned)
        and _person_prefers(of, edge, chosen, score, pay, pinned)
    ]


def _opening_prefers(
    of: Problem, edge: int, chosen: list[int], score: list[int], pinned: set[int]
) -> bool:
    there = [one for one in chosen if of.opening[one] == of.opening[edge]]
    room = int(of.room[of.opening[edge]])
    if not room:
        return False
    return len(there) < room or any(score[one] < score[edge] for one in there if one not in pinned)


def _person_prefers(
    of: Problem, edge: int, chosen: list[int], score: list[int], pay: list[int], pinned: set[int]
) -> bool:
    def liked(one: int) -> tuple[int, int]:
        return pay[int(of.opening[one])], score[one]

    def overlap(one: int) -> bool:
        here, there = of.opening[one], of.opening[edge]
        return of.one_each or bool(
            of.first[here] <= of.last[there] and of.first[there] <= of.last[here]
        )

    hers = [one for one in chosen if of.candidate[one] == of.candidate[edge] and overlap(one)]
    return not any(one in pinned or liked(one) >= liked(edge) for one in hers)


@given(pinned_problems(most_edges=20), st.data())
@settings(max_examples=examples(400), deadline=None)
def test_they_are_those_of_the_definition(asked: Asked, data: st.DataObject) -> None:
    of = asked[1]
    score = [data.draw(st.integers(0, 4)) for _ in range(len(of))]
    pay = [data.draw(st.integers(0, 2)) for _ in of.room]
    chosen = allocate(of).chosen
    found = unsettled(of, chosen, np.array(score, np.int64), np.array(pay, np.int64))
    assert found.tolist() == by_trying_all(of, chosen.tolist(), score, pay)


# The first is worth more in the second opening, where nobody else can go.
BETTER_FOR_ALL = problem(windows=[(1, 5), (1, 5)], edges=[(0, 0, 190), (0, 1, 110), (1, 0, 150)])
SCORE = np.array([90, 10, 50])


def test_who_goes_elsewhere_for_the_good_of_all_is_told() -> None:
    chosen = allocate(BETTER_FOR_ALL).chosen
    assert chosen.tolist() == [1, 2]
    assert unsettled(BETTER_FOR_ALL, chosen, SCORE, np.array([25, 25])).tolist() == [0]


def test_who_is_paid_more_elsewhere_would_not_change() -> None:
    chosen = np.array([1, 2])
    assert unsettled(BETTER_FOR_ALL, chosen, SCORE, np.array([25, 26])).tolist() == []
