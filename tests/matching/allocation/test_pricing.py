"""What it costs to put somebody somewhere is what trying every choice says."""

from __future__ import annotations

from hypothesis import event, given, settings

from agency.matching.allocation.pricing import priced
from agency.matching.allocation.solving import allocate
from tests.matching.allocation.problems import pinned_problems, problem
from tests.matching.allocation.test_pins import Asked, best_with_wishes, pairs_of


@given(pinned_problems(most_edges=9))
@settings(max_examples=150, deadline=None)
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


def test_a_busy_person_costs_what_is_lost_where_she_is_missed() -> None:
    of = problem(windows=[(1, 5), (1, 5)], edges=[(0, 0, 190), (0, 1, 110), (1, 0, 150)])
    found = priced(of, allocate(of).proof, 0)
    # Both openings are worth 260 with her in the second, and 190 with her in the first.
    assert (found.costs, found.exact, found.chosen) == (70, True, 1)
