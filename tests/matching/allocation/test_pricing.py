"""What it costs to put somebody somewhere is what trying every choice says."""

from __future__ import annotations

import numpy as np
from hypothesis import event, given, settings

from agency.matching.allocation.pricing import priced
from agency.matching.allocation.proof import opening_prices
from agency.matching.allocation.solving import allocate
from tests.examples import examples
from tests.matching.allocation.problems import pinned_problems, problem
from tests.matching.allocation.test_pins import Asked, best_with_wishes, pairs_of


@given(pinned_problems(most_edges=9))
@settings(max_examples=examples(150), deadline=None)
def test_the_price_of_every_edge_is_exact(asked: Asked) -> None:
    plain, of, _, exclusions = asked
    best = allocate(of).proof
    kept = pairs_of(of, of.pinned)
    for edge in range(len(of)):
        if of.open_edges[edge]:
            found = priced(of, best, edge)
            forced = best_with_wishes(plain, kept | pairs_of(of, [edge]), exclusions)
            assert found.costs == best.objective - forced
            assert found.least <= found.costs <= found.most
            event(f"exact: {found.exact}")


@given(pinned_problems(most_edges=12, one_each=True))
@settings(max_examples=examples(150), deadline=None)
def test_the_proof_tells_the_price_of_an_idle_person_whatever_is_pinned(asked: Asked) -> None:
    of = asked[1]
    best = allocate(of)
    busy = {*of.candidate[best.chosen].tolist()}
    openings = opening_prices(of, best.prices)
    for edge in range(len(of)):
        if of.open_edges[edge] and int(of.candidate[edge]) not in busy:
            told = openings[of.opening[edge]] - of.weight[edge]
            assert told == priced(of, best.proof, edge).costs


@given(pinned_problems(most_edges=12))
@settings(max_examples=examples(100), deadline=None)
def test_the_proof_never_tells_more_than_the_price(asked: Asked) -> None:
    of = asked[1]
    best = allocate(of)
    least = opening_prices(of, best.prices)[of.opening] + of.turns.summed(best.prices) - of.weight
    slack = best.proof.bound - best.proof.objective
    for edge in np.flatnonzero(of.open_edges):
        assert least[edge] <= priced(of, best.proof, int(edge)).costs + slack


def test_a_busy_person_costs_what_is_lost_where_she_is_missed() -> None:
    of = problem(windows=[(1, 5), (1, 5)], edges=[(0, 0, 190), (0, 1, 110), (1, 0, 150)])
    found = priced(of, allocate(of).proof, 0)
    # Both openings are worth 260 with her in the second, and 190 with her in the first.
    assert (found.costs, found.exact, found.chosen) == (70, True, 1)
