"""Where people and facilities are: real ZIP codes, by state and by neighbourhood."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

import zipcodes

from agency.places import point_of

WITH_DOORS = "STANDARD"  # the others are post-office boxes, single buildings and the forces
# ZIP codes that share the first three digits are served by one sorting centre.
AREA_DIGITS = 3

Towns = tuple["Town", ...]
Area = tuple[str, str]


class Town(NamedTuple):
    """One ZIP code with its city and telephone area."""

    zip: str
    city: str
    state: str
    area_code: str | None


def towns_of(state: str) -> Towns:
    """The ZIP codes of a state where people live, in their order; none for an unknown state."""
    return _towns()[0].get(state, ())


def towns_near(town: Town) -> Towns:
    """The ZIP codes of the same state and neighbourhood, its own included."""
    return _towns()[1][_area_of(town)]


def are_near(one: Town, other: Town) -> bool:
    """Whether both lie in the same state and neighbourhood."""
    return _area_of(one) == _area_of(other)


def _area_of(town: Town) -> Area:
    return town.state, town.zip[:AREA_DIGITS]


@cache
def _towns() -> tuple[dict[str, Towns], dict[Area, Towns]]:
    """Every ZIP code by state, and by neighbourhood."""
    by_state: dict[str, list[Town]] = defaultdict(list)
    by_area: dict[Area, list[Town]] = defaultdict(list)
    for place in sorted(zipcodes.list_all(), key=lambda place: place["zip_code"]):
        if place["zip_code_type"] == WITH_DOORS and place["active"] and point_of(place["zip_code"]):
            codes = place["area_codes"]
            area_code = codes[0] if codes else None
            town = Town(place["zip_code"], place["city"], place["state"], area_code)
            by_state[town.state].append(town)
            by_area[_area_of(town)].append(town)
    return (
        {state: tuple(towns) for state, towns in by_state.items()},
        {area: tuple(towns) for area, towns in by_area.items()},
    )
