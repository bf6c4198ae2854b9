"""The baseline keeps to the rules and is never better than the best."""

from __future__ import annotations

from hypothesis import given, settings

from agency.matching.allocation.greedy import greedy
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import proven
from agency.matching.allocation.solving import allocate
from tests.examples import examples
from tests.matching.allocation.problems import problem, problems


@given(problems(most_edges=40))
@settings(max_examples=examples(100), deadline=None)
def test_it_is_feasible_and_no_better_than_the_best(of: Problem) -> None:
    best = allocate(of)
    assert proven(of, greedy(of), best.prices).objective <= best.proof.objective


def test_the_most_valuable_that_fits_is_taken_first() -> None:
    of = problem(windows=[(1, 5), (4, 9)], edges=[(0, 0, 10), (0, 1, 20), (1, 1, 15), (1, 0, 1)])
    assert greedy(of).tolist() == [1, 3]
