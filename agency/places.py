"""ZIP code → the point at its middle."""

from __future__ import annotations

from functools import cache
from string import digits

import zipcodes

from agency.rules.distance import Point


@cache
def _centroids() -> dict[str, Point]:
    """Every ZIP code with coordinates; read once, when the first place is asked for.

    A tenth of the country at a time, because the package keeps a list of all, of more than
    100 MB, for ever.
    """
    return {
        place["zip_code"]: Point.at(float(place["lat"]), float(place["long"]))
        for first_digit in digits
        for place in zipcodes.similar_to(first_digit)
        if place["lat"] and place["long"]
    }


def point_of(zip_code: str | None) -> Point | None:
    """The middle of a ZIP code's area; None if it is blank or not known."""
    return _centroids().get(zip_code) if zip_code else None
