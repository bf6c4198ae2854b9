"""What it costs to lose somebody equals what trying every choice without her finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from agency.matching.allocation.problem import Problem
from agency.matching.value.fallbacks import Fallback, Fallbacks, Place, proposed_places
from agency.matching.value.standing import standing_of
from tests.examples import examples
from tests.matching.allocation.problems import pinned_problems, problem, problems
from tests.matching.allocation.test_pins import Asked, pairs_of
from tests.matching.value.enumerated import best_of_all

SCORES = st.lists(st.integers(0, 200_000), max_size=2)


def all_lost(of: Problem) -> list[tuple[Place, Fallback]]:
    standing = standing_of(of)
    fallbacks = Fallbacks(standing, [], np.zeros(len(of.room), np.int64))
    return [(place, fallbacks.without(place)) for place in proposed_places(standing)]


@given(problems(most_edges=10))
@settings(max_examples=examples(200), deadline=None)
def test_it_is_what_trying_every_choice_finds(of: Problem) -> None:
    before = best_of_all(of)
    for place, lost in all_lost(of):
        assert lost.costs == before - best_of_all(of, without=place.candidate)
        assert lost.candidate != place.candidate


@given(pinned_problems(most_edges=10))
@settings(max_examples=examples(300), deadline=None)
def test_with_pins_and_exclusions_it_is_what_trying_every_choice_finds(asked: Asked) -> None:
    _, of, _, exclusions = asked
    before, pinned = best_of_all(of), pairs_of(of, of.pinned)
    places = all_lost(of)
    event(f"{len(pinned)} pinned of {len(places)}")
    assert pinned <= {(place.candidate, place.opening) for place, _ in places}
    for place, lost in places:
        assert lost.costs == max(before - best_of_all(of, without=place.candidate), 0)
        assert lost.candidate != place.candidate
        assert (lost.candidate, place.opening) not in exclusions


@given(problems(most_edges=8), st.integers(1, 9), st.lists(st.integers(0, 200_000), max_size=3))
@settings(max_examples=examples(200), deadline=None)
def test_a_place_that_is_held_is_filled_again_by_the_best_choice(
    of: Problem, first: int, scores: list[int]
) -> None:
    holder, points = 100, 100_000
    people = np.arange(len(scores))
    place = Place(holder, -1, first, first + 4, points, people, np.array(scores, np.int64))
    standing = standing_of(of)
    lost = Fallbacks(standing, [place], np.zeros(len(of.room), np.int64)).without(place)
    again = best_of_all(with_openings(of, [place]))
    assert best_of_all(of) + points + lost.score - lost.costs == again
    assert (lost.candidate is None) == (lost.score == 0) or 0 in scores


@given(problems(most_edges=7), st.lists(st.tuples(st.integers(1, 9), SCORES), max_size=2))
@settings(max_examples=examples(200), deadline=None)
def test_whoever_has_several_places_is_lost_in_all_of_them_at_once(
    of: Problem, held: list[tuple[int, list[int]]]
) -> None:
    # The first candidate is proposed somewhere, or nowhere, and holds these places besides.
    hers = 0
    places = [place_of(hers, *one) for one in held]
    fallbacks = Fallbacks(standing_of(of), places, np.zeros(len(of.room), np.int64))
    proposed = [one for one in proposed_places(standing_of(of)) if one.candidate == hers]
    lost = [fallbacks.without(one) for one in (*proposed, *places)]
    event(f"{len(proposed)} proposed and {len(places)} held")
    assert len({(one.fewer, one.costs) for one in lost}) <= 1
    if lost:
        again = with_openings(of, places)
        back = sum(one.score for one in lost[len(proposed) :])
        before = best_of_all(of) + sum(one.points for one in places)
        assert before + back - lost[0].costs == best_of_all(again, without=hers)


def place_of(holder: int, first: int, scores: list[int]) -> Place:
    """A place somebody has, which others from 50 on could take with these scores."""
    people = 50 + np.arange(len(scores))
    return Place(holder, -1, first, first + 4, 100_000, people, np.array(scores, np.int64))


def with_openings(of: Problem, places: list[Place]) -> Problem:
    """The same problem with an opening for each of these places."""
    for place in places:
        of = Problem(
            np.append(of.first, place.first),
            np.append(of.last, place.last),
            np.append(of.room, 1),
            np.append(of.candidate, place.people),
            np.append(of.opening, np.full(len(place.people), len(of.room))),
            np.append(of.weight, place.scores + place.points),
            of.one_each,
        )
    return of


def test_the_next_best_is_named_with_what_others_lose_by_it() -> None:
    # The second is proposed elsewhere; there the third comes instead, who is worth less.
    of = problem(
        windows=[(1, 5), (1, 5)],
        edges=[(1, 0, 150_000), (2, 0, 140_000), (2, 1, 150_000), (3, 1, 120_000)],
    )
    lost = {place.candidate: one for place, one in all_lost(of)}
    assert lost[1] == Fallback(candidate=2, score=140_000, fewer=0, costs=40_000)
    assert lost[2] == Fallback(candidate=3, score=120_000, fewer=0, costs=30_000)


def test_where_nobody_comes_an_opening_is_lost() -> None:
    of = problem(windows=[(1, 5)], edges=[(1, 0, 150_000)])
    ((_, lost),) = all_lost(of)
    assert lost == Fallback(candidate=None, score=0, fewer=1, costs=150_000)


def test_whoever_is_pinned_is_missed_where_she_is_and_her_opening_filled_again() -> None:
    # Alone she would go where nobody else can, and the first opening be filled by the second.
    of = problem(
        windows=[(1, 5), (1, 5)],
        edges=[(1, 0, 110_000), (1, 1, 150_000), (2, 0, 140_000)],
    )
    ((place, lost),) = all_lost(replace(of, pinned=np.array([0])))
    assert (place.candidate, place.opening) == (1, 0)
    assert lost == Fallback(candidate=2, score=140_000, fewer=0, costs=0)


def test_nobody_comes_who_is_pinned_elsewhere_on_these_days() -> None:
    of = problem(windows=[(1, 5), (4, 9)], edges=[(1, 0, 110_000), (2, 0, 100_000), (2, 1, 100)])
    lost = {place.candidate: one for place, one in all_lost(replace(of, pinned=np.array([2])))}
    assert lost[1] == Fallback(candidate=None, score=0, fewer=1, costs=110_000)
    assert lost[2] == Fallback(candidate=None, score=0, fewer=1, costs=100)
