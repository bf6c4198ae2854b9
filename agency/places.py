"""ZIP code → the point at its middle, the town it is in, and the time that is kept there."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from string import digits
from sys import intern
from typing import NamedTuple
from zoneinfo import available_timezones

import zipcodes

from agency.rules.distance import Point


class _Area(NamedTuple):
    point: Point | None
    town: str
    zone: str


@cache
def _areas() -> dict[str, _Area]:
    """Every ZIP code; read once, when the first place is asked for.

    A tenth of the country at a time, because the package keeps a list of all, of more than
    100 MB, for ever.
    """
    with _no_collection():
        return {
            place["zip_code"]: _Area(
                _point(place),
                intern(f"{place['city']} {place['state']}"),
                intern(place["timezone"]),
            )
            for first_digit in digits
            for place in zipcodes.similar_to(first_digit)
        }


@contextmanager
def _no_collection() -> Iterator[None]:
    """While so much is made that has no cycles, to look for some would take a third of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _point(place: zipcodes.Zipcode) -> Point | None:
    if not (place["lat"] and place["long"]):
        return None
    return Point.at(float(place["lat"]), float(place["long"]))


def point_of(zip_code: str | None) -> Point | None:
    """The middle of a ZIP code's area; None if it is blank or not known."""
    area = _areas().get(zip_code) if zip_code else None
    return area.point if area else None


def town_of(zip_code: str | None) -> str | None:
    """The town of a ZIP code with its state, such as Yakima WA; None if blank or not known."""
    area = _areas().get(zip_code) if zip_code else None
    return area.town if area else None


def zone_of(zip_code: str | None) -> str | None:
    """The time zone of a ZIP code, such as America/Chicago; None if blank, or not known of it."""
    area = _areas().get(zip_code) if zip_code else None
    return area.zone if area and area.zone in _zones() else None


@cache
def _zones() -> frozenset[str]:
    """All there are: of some ZIP codes the package says none, and of one the name of a town."""
    return frozenset(available_timezones())


@cache
def _ranges() -> dict[str, list[tuple[str, str]]]:
    """Of each state the runs of ZIP codes between which no other state has any."""
    runs: dict[str, list[tuple[str, str]]] = {}
    last_state = None
    for zip_code, area in sorted(_areas().items()):
        state = area.town[-2:]
        own = runs.setdefault(state, [])
        if state == last_state:
            own[-1] = own[-1][0], zip_code
        else:
            own.append((zip_code, zip_code))
        last_state = state
    return runs


def zip_ranges(state: str) -> list[tuple[str, str]]:
    """The ZIP codes of a state, as the first and the last of each run; none if it is not known."""
    return _ranges().get(state, [])
