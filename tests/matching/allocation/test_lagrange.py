"""A choice by prices keeps to the rules, and its bound is no less than the best there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.matching import speed
from agency.matching.allocation.lagrange import best_by_prices
from agency.matching.allocation.linear import best_by_linear_program
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import Proven, proven
from agency.matching.allocation.relaxed import Relaxed
from agency.matching.allocation.solving import FLOW, LAGRANGIAN, allocate
from agency.matching.allocation.worth import Large
from tests.examples import examples
from tests.matching.allocation.problems import market, problem, problems
from tests.matching.allocation.test_solving import RING, best_by_trying_all

LARGE = Large(edges=1, rounds=100, enough_per_million=1)


def solved(of: Problem) -> Proven:
    chosen, prices = best_by_prices(of, LARGE)
    return proven(of, np.sort(chosen), prices)


@given(problems(most_edges=9))
@settings(max_examples=examples(200), deadline=None)
def test_the_best_lies_between_the_choice_and_the_bound(of: Problem) -> None:
    proof = solved(of)
    assert proof.objective <= best_by_trying_all(of) <= proof.bound


@given(problems(most_edges=60))
@settings(max_examples=examples(50), deadline=None)
def test_the_same_problem_has_the_same_answer(of: Problem) -> None:
    (chosen, prices), (again, same) = best_by_prices(of, LARGE), best_by_prices(of, LARGE)
    assert chosen.tolist() == again.tolist()
    assert prices.tolist() == same.tolist()


@pytest.mark.parametrize("seed", range(3))
def test_the_gap_of_many_people_is_small(seed: int) -> None:
    of = market(people=400, openings=200, each=12, seed=seed)
    proof = solved(of)
    best = proven(of, np.sort(best_by_linear_program(of)[0]), best_by_linear_program(of)[1])
    assert proof.objective <= best.bound
    assert proof.bound >= best.objective
    assert proof.gap < 0.01


def test_whole_people_are_chosen_where_halves_would_be_worth_more() -> None:
    proof = solved(RING)
    assert (proof.objective, proof.bound) == (30, 30)


def test_nobody_is_put_where_there_is_no_room() -> None:
    shut = problem(windows=[(1, 5)], edges=[(0, 0, 10)], room=[0])
    assert solved(shut) == Proven(0, 0)


def test_nothing_to_choose_is_no_error() -> None:
    assert solved(problem(windows=[(1, 5)], edges=[])) == Proven(0, 0)


@given(
    problems(most_edges=40), st.lists(st.integers(0, 300_000) | st.just(0), min_size=6, max_size=6)
)
@settings(max_examples=examples(200), deadline=None)
def test_compiled_or_not_everybody_takes_the_same(of: Problem, prices: list[int]) -> None:
    some = np.array(prices[: len(of.room)], np.int64)
    compiled = Relaxed(of).at(some)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speed, "installed", lambda: False)
        plain = Relaxed(of).at(some)
    assert compiled.bound == plain.bound
    assert compiled.edges.tolist() == plain.edges.tolist()
    assert compiled.turns.tolist() == plain.turns.tolist()


@given(problems(most_edges=40), st.lists(st.integers(0, 300_000), min_size=6, max_size=6))
@settings(max_examples=examples(200), deadline=None)
def test_what_turns_are_worth_proves_the_bound_of_the_prices(
    of: Problem, prices: list[int]
) -> None:
    some = np.array(prices[: len(of.room)], np.int64)
    taken = Relaxed(of).at(some)
    assert proven(of, np.empty(0, np.int64), taken.turns).bound <= taken.bound
    assert not np.any(of.turns.sizes(taken.edges) > 1)


def test_prices_are_the_way_from_a_number_of_edges_on() -> None:
    of = market(people=20, openings=12, each=6, seed=0)
    assert allocate(of).method == "linear"
    assert allocate(of, Large(len(of) + 1, 100, 1)).method == "linear"
    assert allocate(of, Large(len(of), 100, 1)).method == LAGRANGIAN


def test_where_everybody_has_one_turn_a_flow_is_exact_however_many_there_are() -> None:
    of = problem(windows=[(1, 5), (4, 9)], edges=[(0, 0, 10), (0, 1, 20)])
    assert allocate(of, LARGE).method == FLOW
