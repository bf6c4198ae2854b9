"""What a prospect is worth equals what trying every choice finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from agency.matching.allocation.pins import answered, pinned
from agency.matching.allocation.problem import Problem
from agency.matching.value.gains import Gained, Most, gained
from agency.matching.value.opened import Opened
from agency.matching.value.program import with_edges
from agency.matching.value.standing import standing_of
from tests.examples import examples
from tests.matching.allocation.problems import problem, problems
from tests.matching.value.enumerated import best_of_all

MOST = Most(takers=3, people=100)


def opened(*pairs: tuple[int, int, int]) -> Opened:
    candidate, opening, score = np.array(pairs, np.int64).reshape(len(pairs), 3).T
    return Opened(candidate, opening, score)


def worked_out(of: Problem, new: Opened, barred: frozenset[int] = frozenset()) -> Gained:
    points = np.zeros(len(of.room), np.int64)
    return gained(standing_of(of), new, points, lambda _: barred, MOST)


def by_count(found: Gained) -> list[int]:
    """What is gained with so many takers at most, from one on."""
    counts = range(1, MOST.takers + 1)
    return [
        max((gain.gained for most, gain in found.together.items() if most <= count), default=0)
        for count in counts
    ]


@st.composite
def with_new_pairs(draw: st.DrawFn) -> tuple[Problem, Opened]:
    """A problem with some of its edges put aside, as those that a prospect would open, and some of
    the others pinned.
    """
    whole = draw(problems(most_edges=10))
    new = np.array([draw(st.booleans()) for _ in range(len(whole))], np.bool_)
    of = whole.of(~new)
    known = [*zip(of.candidate.tolist(), of.opening.tolist(), strict=True)]
    pins = draw(st.lists(st.sampled_from(known), unique=True, max_size=3)) if known else []
    of = pinned(of, answered(of, pins))
    return of, Opened(whole.candidate[new], whole.opening[new], whole.weight[new])


@given(with_new_pairs())
@settings(max_examples=examples(300), deadline=None)
def test_it_is_what_trying_every_choice_finds(case: tuple[Problem, Opened]) -> None:
    of, new = case
    days = of.first[new.opening], of.last[new.opening]
    found = worked_out(of, new.without(standing_of(of).pinned_away(new.candidate, *days)))
    whole = replace(with_edges(of, new.candidate, new.opening, new.score), pinned=of.pinned)
    tied = np.arange(len(whole)) >= len(of)
    before = best_of_all(of)
    best = [best_of_all(whole, tied, count) - before for count in range(1, MOST.takers + 1)]
    event(f"{len(found.together)} together, {len(of.pinned)} pinned")
    assert by_count(found) == best
    assert all(len(gain.takers) <= count for count, gain in found.together.items())
    for one in set(new.candidate.tolist()):
        alone = tied & (whole.candidate == one)
        gain = found.alone.get(one)
        assert (gain.gained if gain else 0) == best_of_all(whole, tied & ~alone, 0) - before


TWO_FOR_ONE = problem(windows=[(1, 5)], edges=[(9, 0, 0)], room=[1])


def test_two_people_for_one_opening_are_worth_one() -> None:
    found = worked_out(TWO_FOR_ONE, opened((1, 0, 150_000), (2, 0, 140_000)))
    (one,) = found.together.values()
    assert (one.gained, one.takers) == (150_000, {1})
    assert {person: gain and gain.gained for person, gain in found.alone.items()} == {
        1: 150_000,
        2: 140_000,
    }


def test_who_may_not_apply_is_not_chosen_and_looked_at_alone_all_the_same() -> None:
    new = opened((1, 0, 150_000), (2, 0, 140_000))
    found = worked_out(TWO_FOR_ONE, new, frozenset({1}))
    assert [gain.takers for gain in found.together.values()] == [{2}]
    assert found.alone[1] is not None


def test_a_move_that_frees_an_opening_for_another_is_counted() -> None:
    # The first could take the new opening, and leaves hers to the second, who can go nowhere else.
    of = problem(windows=[(1, 5), (1, 5)], edges=[(1, 0, 150_000), (2, 0, 120_000)])
    found = worked_out(of, opened((1, 1, 130_000)))
    (one,) = found.together.values()
    assert (one.filled, one.gained, one.more) == (1, 100_000, {1: 1})


def test_nobody_takes_what_adds_nothing() -> None:
    of = problem(windows=[(1, 5)], edges=[(1, 0, 150_000)])
    assert worked_out(of, opened((2, 0, 150_000))).together == {}


def test_one_credential_may_open_windows_that_follow_each_other() -> None:
    of = problem(windows=[(1, 5), (6, 9)], edges=[(9, 0, 0)])
    (one,) = worked_out(of, opened((1, 0, 100_000), (1, 1, 100_000))).together.values()
    assert (one.gained, one.filled, one.takers) == (200_000, 2, {1})


def test_who_adds_nothing_alone_may_take_the_place_of_one_who_moves() -> None:
    of = problem(windows=[(1, 5), (1, 5)], edges=[(1, 0, 150_000)])
    found = worked_out(of, opened((1, 1, 151_000), (2, 0, 150_000)))
    assert [gain.gained for gain in found.together.values()] == [1_000, 151_000]
    assert found.together[2].takers == {1, 2}
    alone = found.alone.get(2)
    assert alone is None or alone.gained == 0
