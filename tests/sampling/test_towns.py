"""Real ZIP codes, by state and by neighbourhood."""

from __future__ import annotations

import pytest

from agency.places import point_of
from agency.rules.distance import tenths_of_a_mile
from agency.rules.rulebook import load_rulebook
from agency.sampling.towns import are_near, towns_near, towns_of

FAR_TENTHS = 3000
FEWEST_TOWNS = 30  # of the District of Columbia


@pytest.mark.parametrize("state", load_rulebook().states)
def test_every_recorded_state_has_towns_with_a_known_place(state: str) -> None:
    towns = towns_of(state)
    assert len(towns) >= FEWEST_TOWNS
    assert {town.state for town in towns} == {state}
    assert all(point_of(town.zip) for town in towns)


def test_a_state_that_is_none_has_no_towns() -> None:
    assert towns_of("XX") == ()


def test_neighbours_are_near_each_other_and_no_one_else() -> None:
    town, stranger = towns_of("NJ")[0], towns_of("CT")[0]
    near = towns_near(town)
    assert town in near
    assert all(are_near(town, other) for other in near)
    assert not are_near(town, stranger)


def test_the_neighbourhood_is_small() -> None:
    town = towns_of("TX")[0]
    here = point_of(town.zip)
    assert here is not None
    for other in towns_near(town):
        there = point_of(other.zip)
        assert there is not None
        assert tenths_of_a_mile(here, there) < FAR_TENTHS
