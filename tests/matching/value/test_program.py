"""A program that begins with few edges finds what choosing anew among all of them finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from agency.matching.allocation.linear import SMALL, UNIT
from agency.matching.allocation.pins import answered, pinned
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.solving import allocate
from agency.matching.value.fallbacks import Fallbacks, proposed_places
from agency.matching.value.gains import Most, gained
from agency.matching.value.model import Case
from agency.matching.value.opened import Opened
from agency.matching.value.program import Program, with_edges
from agency.matching.value.standing import ALL_OF_IT, standing_of
from tests.examples import examples
from tests.matching.allocation.problems import pinned_problems
from tests.matching.allocation.test_pins import Asked, pairs_of

PEOPLE, OPENINGS, EDGES = 250, 60, 6_000
SOME = 12


def large(seed: int, *, one_each: bool = False) -> Problem:
    """Fewer places than people, and many pairs of nearly the same worth."""
    random = np.random.default_rng(seed)
    first = random.integers(1, 60, OPENINGS)
    pairs = random.permutation(PEOPLE * OPENINGS)[:EDGES]
    points = random.choice([100_000, 100_000, 200_000, 400_000], OPENINGS)
    opening = pairs % OPENINGS
    return Problem(
        first=first,
        last=first + random.integers(5, 40, OPENINGS),
        room=random.integers(1, 4, OPENINGS),
        candidate=pairs // OPENINGS,
        opening=opening,
        weight=points[opening] + random.integers(0, 60, EDGES) * 1_000,
        one_each=one_each,
    )


def worth(of: Problem) -> int:
    return allocate(of).proof.objective


@pytest.mark.parametrize("one_each", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_lost_is_the_difference_of_two_choices(seed: int, one_each: bool) -> None:
    of = large(seed, one_each=one_each)
    assert len(of) > ALL_OF_IT
    standing = standing_of(of)
    fallbacks = Fallbacks(standing, [], np.zeros(OPENINGS, np.int64))
    for place in list(proposed_places(standing))[::5][:SOME]:
        without = of.of(of.candidate != place.candidate)
        assert fallbacks.without(place).costs == worth(of) - worth(without)


@pytest.mark.parametrize("one_each", [False, True])
def test_what_is_pinned_and_lost_is_the_difference_of_two_choices(one_each: bool) -> None:
    of = large(5, one_each=one_each)
    pins = [*zip(of.candidate[::40].tolist(), of.opening[::40].tolist(), strict=True)]
    of = pinned(of, answered(of, pins))
    standing = standing_of(of)
    assert np.any((standing.problem.room == 0) & (of.room > 0))
    fallbacks = Fallbacks(standing, [], np.zeros(OPENINGS, np.int64))
    edges = np.arange(len(of))
    for place in list(proposed_places(standing))[:: len(of.pinned) // 5]:
        kept = of.candidate != place.candidate
        without = replace(of.of(kept), pinned=np.flatnonzero(np.isin(edges[kept], of.pinned)))
        assert fallbacks.without(place).costs == max(worth(of) - worth(without), 0)


@given(pinned_problems(most_edges=20))
@settings(max_examples=examples(100), deadline=None)
def test_the_choice_as_it_stands_is_the_one_that_was_proposed(asked: Asked) -> None:
    _, of, _, _ = asked
    standing, found = standing_of(of), allocate(of)
    stands = {*zip(standing.candidate.tolist(), standing.opening.tolist(), strict=True)}
    assert stands == pairs_of(of, found.chosen)
    pinned_worth = int(standing.pins.weight.sum())
    assert standing.found.proof.objective + pinned_worth == found.proof.objective
    assert standing.found.proof.bound + pinned_worth == found.proof.bound


@given(pinned_problems(most_edges=12))
@settings(max_examples=examples(200), deadline=None)
def test_no_case_without_somebody_pinned_is_worth_more_than_was_foretold(asked: Asked) -> None:
    standing = standing_of(asked[1])
    of, before = standing.problem, standing.found.proof.objective / UNIT
    program = Program(standing, of, np.zeros(len(of), np.bool_))
    pins = standing.pins
    for one in set(pins.candidate.tolist()):
        case = Case(absent=one, wider=tuple(pins.opening[pins.candidate == one].tolist()))
        most = before + program.could_add_to(case)
        assert program.worth(program.best(case)) / UNIT <= most + SMALL


@pytest.mark.parametrize("one_each", [False, True])
def test_what_is_gained_alone_is_the_difference_of_two_choices(one_each: bool) -> None:
    whole = large(3, one_each=one_each)
    new = whole.candidate % 3 == 0
    of = whole.of(~new)
    opened = Opened(whole.candidate[new], whole.opening[new], whole.weight[new])
    points = np.zeros(OPENINGS, np.int64)
    found = gained(standing_of(of), opened, points, lambda _: (), Most(3, PEOPLE))
    before, some = worth(of), [*found.alone.items()]
    assert some
    for candidate, gain in some[:: max(len(some) // SOME, 1)]:
        assert gain is not None
        assert gain.gained == worth(whole.of(~new | (whole.candidate == candidate))) - before
    best = max(gain.gained for gain in found.alone.values() if gain)
    assert found.together[1].gained == best


def test_with_everybody_it_is_the_choice_among_all_pairs() -> None:
    whole = large(4)
    new = whole.candidate % 4 == 0
    of = whole.of(~new)
    tied = with_edges(of, whole.candidate[new], whole.opening[new], whole.weight[new])
    standing = standing_of(of)
    program = Program(standing, tied, np.arange(len(tied)) >= len(of))
    everybody = np.unique(whole.candidate[new])
    chosen = program.best(Case(takers=everybody, most=len(everybody)))
    assert program.worth(chosen) == worth(whole)
