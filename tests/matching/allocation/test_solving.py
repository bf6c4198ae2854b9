"""What is proposed is the best there is, and proven to be."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from agency.matching.allocation.flow import best_by_flow
from agency.matching.allocation.linear import best_by_linear_program
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import NotFeasible, opening_prices, proven
from agency.matching.allocation.solving import FLOW, allocate
from tests.examples import examples
from tests.matching.allocation.problems import problem, problems


def best_by_trying_all(of: Problem) -> int:
    """The most that any choice is worth, by trying every one of them."""
    best = 0
    for size in range(len(of) + 1):
        for chosen in combinations(range(len(of)), size):
            if allowed(of, chosen):
                best = max(best, sum(int(of.weight[edge]) for edge in chosen))
    return best


def allowed(of: Problem, chosen: tuple[int, ...]) -> bool:
    """Whether a choice keeps to the rules, read off the problem as it is written."""
    taken = [int(of.opening[edge]) for edge in chosen]
    if any(taken.count(opening) > of.room[opening] for opening in taken):
        return False
    return not any(
        of.candidate[one] == of.candidate[two]
        and (
            of.one_each
            or (
                of.first[of.opening[one]] <= of.last[of.opening[two]]
                and of.first[of.opening[two]] <= of.last[of.opening[one]]
            )
        )
        for one, two in combinations(chosen, 2)
    )


@given(problems(most_edges=9))
@settings(max_examples=examples(300), deadline=None)
def test_the_choice_is_the_best_of_all(of: Problem) -> None:
    found = allocate(of)
    event(found.method)
    assert allowed(of, tuple(found.chosen.tolist()))
    assert found.proof.objective == best_by_trying_all(of)
    assert found.proof.bound >= found.proof.objective


@given(problems(most_edges=60, one_each=True))
@settings(max_examples=examples(100), deadline=None)
def test_a_flow_and_a_linear_program_agree_and_leave_no_gap(of: Problem) -> None:
    flow = allocate(of)
    assert flow.method == FLOW or not len(of)
    chosen, prices = best_by_linear_program(of)
    linear = proven(of, np.sort(chosen), prices)
    assert flow.proof.objective == flow.proof.bound == linear.objective
    assert linear.bound - linear.objective <= len(of)  # prices are whole thousandths of a point


@given(problems(most_edges=80))
@settings(max_examples=examples(100), deadline=None)
def test_the_gap_is_told_and_small(of: Problem) -> None:
    assert allocate(of).proof.gap <= 0.0001


@given(problems(most_edges=9), st.lists(st.integers(0, 300_000), min_size=9, max_size=9))
@settings(max_examples=examples(200), deadline=None)
def test_any_prices_bound_every_choice(of: Problem, prices: list[int]) -> None:
    some = np.array((prices * len(of.turns))[: len(of.turns)], np.int64)
    assert proven(of, np.empty(0, np.int64), some).bound >= best_by_trying_all(of)


@given(problems(most_edges=8, one_each=True), st.booleans())
@settings(max_examples=examples(200), deadline=None)
def test_prices_tell_exactly_what_it_costs_to_take_an_idle_person(
    of: Problem, by_flow: bool
) -> None:
    chosen, prices = (best_by_flow if by_flow else best_by_linear_program)(of)
    busy = {int(of.candidate[edge]) for edge in chosen}
    openings = opening_prices(of, prices)
    for edge in range(len(of)):
        candidate, opening = int(of.candidate[edge]), int(of.opening[edge])
        if candidate not in busy and of.room[opening]:
            costs = openings[opening] - int(of.weight[edge])
            forced = best_with(of, edge)
            assert costs == int(of.weight[chosen].sum()) - forced


def best_with(of: Problem, edge: int) -> int:
    """The most that a choice with ``edge`` in it is worth."""
    return max(
        sum(int(of.weight[one]) for one in chosen)
        for size in range(1, len(of) + 1)
        for chosen in combinations(range(len(of)), size)
        if edge in chosen and allowed(of, chosen)
    )


# Three windows in a ring of three people, each of whom could take two that do not overlap: half of
# everything is worth as much as the best whole choice, or more.
RING = problem(
    windows=[(1, 2), (2, 3), (3, 4)],
    edges=[(0, 0, 10), (0, 1, 10), (1, 1, 10), (1, 2, 10), (2, 0, 10), (2, 2, 10)],
)


@example(RING)
@given(problems(most_edges=12))
@settings(max_examples=examples(100), deadline=None)
def test_nobody_is_taken_by_parts(of: Problem) -> None:
    chosen, _ = best_by_linear_program(of)
    assert len(set(chosen.tolist())) == len(chosen)
    assert allowed(of, tuple(chosen.tolist()))


TWO = problem(windows=[(1, 5), (5, 9)], edges=[(0, 0, 10), (0, 1, 20), (1, 0, 5), (2, 0, 4)])


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ([0, 0], "twice"),
        ([0, 2], "more people than room"),
        ([0, 1], "overlap"),
    ],
)
def test_what_breaks_a_rule_is_not_proven(chosen: list[int], why: str) -> None:
    with pytest.raises(NotFeasible, match=why):
        proven(TWO, np.array(chosen, np.int64), np.zeros(len(TWO.turns), np.int64))


def test_a_price_below_nothing_proves_nothing() -> None:
    with pytest.raises(NotFeasible, match="price"):
        proven(TWO, np.empty(0, np.int64), np.full(len(TWO.turns), -1))


def test_the_last_day_of_one_window_is_the_first_of_no_other() -> None:
    assert allocate(TWO).chosen.tolist() == [1, 2]


def test_nothing_to_choose_is_no_error() -> None:
    nothing = problem(windows=[(1, 5)], edges=[])
    assert allocate(nothing).proof == proven(nothing, np.empty(0, np.int64), np.empty(0, np.int64))
