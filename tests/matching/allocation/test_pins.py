"""Pins are in every choice, exclusions in none, and what cannot be kept says why."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import event, given, settings

from agency.matching.allocation.greedy import greedy
from agency.matching.allocation.linear import best_by_linear_program
from agency.matching.allocation.pins import (
    FULL,
    KEPT,
    NOT_ELIGIBLE,
    OVERLAPS,
    Pair,
    answered,
    pinned,
    without,
)
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import NotFeasible, bound_by, proven
from agency.matching.allocation.solving import allocate
from tests.examples import examples
from tests.matching.allocation.problems import pinned_problems, problem
from tests.matching.allocation.test_solving import allowed

Asked = tuple[Problem, Problem, list[Pair], list[Pair]]


def pairs_of(of: Problem, chosen: object) -> set[Pair]:
    edges = np.asarray(chosen, np.int64)
    return {*zip(of.candidate[edges].tolist(), of.opening[edges].tolist(), strict=True)}


def best_with_wishes(plain: Problem, kept: set[Pair], exclusions: list[Pair]) -> int:
    """The most that a choice is worth with all pins that are kept, by trying every one of them."""
    worth = []
    for size in range(len(plain) + 1):
        for chosen in combinations(range(len(plain)), size):
            pairs = pairs_of(plain, chosen)
            if allowed(plain, chosen) and kept <= pairs and not pairs & {*exclusions}:
                worth.append(sum(int(plain.weight[edge]) for edge in chosen))
    return max(worth)


@given(pinned_problems(most_edges=9))
@settings(max_examples=examples(400), deadline=None)
def test_the_choice_is_the_best_of_those_that_keep_the_wishes(asked: Asked) -> None:
    plain, of, pins, exclusions = asked
    found = allocate(of)
    event(f"{found.method}, {len(of.pinned)} kept")
    pairs, kept = pairs_of(of, found.chosen), pairs_of(of, of.pinned)
    assert kept <= pairs
    assert kept <= {*pins}
    assert not pairs & {*exclusions}
    assert allowed(of, tuple(found.chosen.tolist()))
    assert found.proof.objective == best_with_wishes(plain, kept, exclusions)
    assert found.proof.bound >= found.proof.objective


@given(pinned_problems(most_edges=40, one_each=True))
@settings(max_examples=examples(150), deadline=None)
def test_a_flow_leaves_no_gap_whatever_is_pinned(asked: Asked) -> None:
    _, of, _, _ = asked
    found = allocate(of)
    assert found.proof.bound == found.proof.objective


@given(pinned_problems(most_edges=60))
@settings(max_examples=examples(100), deadline=None)
def test_the_gap_stays_small(asked: Asked) -> None:
    assert allocate(asked[1]).proof.gap <= 0.0001


@given(pinned_problems(most_edges=20, one_each=True))
@settings(max_examples=examples(150), deadline=None)
def test_a_linear_program_keeps_the_same_wishes(asked: Asked) -> None:
    _, of, _, _ = asked
    edges = np.flatnonzero(of.open_edges)
    rest = of.besides(of.pinned, edges)
    chosen, prices = best_by_linear_program(rest)
    prices = of.turns.carried(prices, rest.turns)
    both = proven(of, np.sort(np.concatenate([of.pinned, edges[chosen]])), prices)
    assert both.objective == allocate(of).proof.objective


@given(pinned_problems(most_edges=30))
@settings(max_examples=examples(150), deadline=None)
def test_prices_carried_over_bound_as_they_did(asked: Asked) -> None:
    _, of, _, _ = asked
    rest = of.besides(of.pinned, of.open_edges)
    prices = np.arange(len(rest.turns)) % 7 * 10_000
    carried = of.turns.carried(prices, rest.turns)
    assert bound_by(of, carried) == bound_by(rest, prices) + of.weight[of.pinned].sum()


@given(pinned_problems(most_edges=40))
@settings(max_examples=examples(100), deadline=None)
def test_the_baseline_keeps_them_too(asked: Asked) -> None:
    _, of, _, exclusions = asked
    chosen = greedy(of)
    best = allocate(of)
    assert proven(of, chosen, best.prices).objective <= best.proof.objective
    assert {*of.pinned.tolist()} <= {*chosen.tolist()}
    assert not pairs_of(of, chosen) & {*exclusions}


@given(pinned_problems(most_edges=12))
@settings(max_examples=examples(200), deadline=None)
def test_every_pin_is_answered_and_each_that_is_not_kept_could_not_be(asked: Asked) -> None:
    plain, of, pins, exclusions = asked
    of = without(plain, exclusions)
    answers = answered(of, pins)
    assert len(answers) == len(pins)
    kept = {pair for pair, one in zip(pins, answers, strict=True) if one.outcome == KEPT}
    edges = [one.edge for one in answers if one.edge is not None]
    assert pairs_of(of, edges) == kept
    for pair, one in zip(pins, answers, strict=True):
        mine = [edge for edge in range(len(of)) if pairs_of(of, [edge]) == {pair}]
        if one.outcome == NOT_ELIGIBLE:
            assert not mine
        elif one.outcome != KEPT:
            assert not any(allowed(of, (*edges, edge)) for edge in mine)


# Somebody for two windows that share a day, and an opening for one whom two could fill.
FEW = problem(
    windows=[(1, 5), (5, 9), (11, 12)],
    edges=[(0, 0, 10), (0, 1, 20), (1, 0, 5), (0, 2, 3)],
)


def test_the_pin_made_first_goes_before_the_other() -> None:
    (first, second, third) = answered(FEW, [(0, 0), (0, 1), (1, 0)])
    assert (first.outcome, first.edge) == (KEPT, 0)
    assert (second.outcome, second.other) == (OVERLAPS, 0)
    assert third.outcome == FULL
    assert allocate(pinned(FEW, [first, second, third])).chosen.tolist() == [0, 3]


def test_with_one_turn_each_any_two_openings_are_in_each_others_way() -> None:
    each = problem(windows=[(1, 5), (11, 12)], edges=[(0, 0, 1), (0, 1, 1)], one_each=True)
    assert [one.outcome for one in answered(each, [(0, 1), (0, 0)])] == [KEPT, OVERLAPS]


def test_a_choice_without_a_pin_is_not_proven() -> None:
    asked = pinned(FEW, answered(FEW, [(1, 0)]))
    with pytest.raises(NotFeasible, match="pinned"):
        proven(asked, np.array([1]), np.zeros(len(asked.turns), np.int64))
