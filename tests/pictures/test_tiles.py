"""The map of states."""

from __future__ import annotations

import pytest

from agency.pictures.tiles import COLUMNS, PLACES, ROWS, balance_of, tile_map
from agency.rules.rulebook import load_rulebook


def test_every_state_has_a_place_of_its_own() -> None:
    assert PLACES.keys() == load_rulebook().states.keys()
    assert len(set(PLACES.values())) == len(PLACES) == 51
    assert all(0 <= column < COLUMNS and 0 <= row < ROWS for column, row in PLACES.values())


@pytest.mark.parametrize(
    ("state", "neighbor", "step"),
    [("OR", "WA", (0, 1)), ("NY", "MA", (-2, 0)), ("FL", "GA", (1, 1)), ("AK", "ME", (-10, 0))],
)
def test_states_stand_about_where_they_lie(
    state: str, neighbor: str, step: tuple[int, int]
) -> None:
    here, there = PLACES[state], PLACES[neighbor]
    assert (here[0] - there[0], here[1] - there[1]) == step


@pytest.mark.parametrize(
    ("openings", "eligible", "balance"),
    [
        (0, 5, "none"),
        (2, 0, "under-half"),
        (5, 2, "under-half"),
        (4, 2, "too-few"),
        (38, 37, "too-few"),
        (2, 2, "enough"),
        (4, 5, "enough"),
        (4, 6, "half-again"),
        (1, 9, "half-again"),
    ],
)
def test_balance_is_eligible_people_for_each_opening(
    openings: int, eligible: int, balance: str
) -> None:
    assert balance_of(openings, eligible) == balance


def test_a_tile_says_in_full_what_it_shows() -> None:
    tiles = {
        one.state: one for one in tile_map({"WA": (38, 21), "TX": (1, 1)}, {"WA": "Washington"})
    }
    assert tiles["WA"].says == "Washington: 38 openings, 21 eligible people (too few)"
    assert tiles["TX"].says == "TX: 1 opening, 1 eligible person (enough)"
    assert tiles["HI"].says == "HI: no openings"
    assert len(tiles) == 51
