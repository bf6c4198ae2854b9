"""How far apart two places are, in whole tenths of a mile.

A place is a point on the unit sphere. The distance is found by comparing the squared chord with
thresholds, never by rounding an arc cosine: comparisons give the same answer in every engine.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

EARTH_RADIUS_MILES = 3958.8
FARTHEST_TENTHS = round(math.pi * EARTH_RADIUS_MILES * 10)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the unit sphere."""

    x: float
    y: float
    z: float

    @classmethod
    def at(cls, latitude: float, longitude: float) -> Point:
        """The point at ``latitude`` and ``longitude``, both in degrees."""
        phi, theta = math.radians(latitude), math.radians(longitude)
        return cls(math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi))


def chord_squared(a: Point, b: Point) -> float:
    """The squared straight line through the unit sphere from ``a`` to ``b``."""
    dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
    return dx * dx + dy * dy + dz * dz


def threshold(tenths: int) -> float:
    """The squared chord from which a distance is rounded to more than ``tenths``."""
    arc = (tenths + 0.5) / 10 / EARTH_RADIUS_MILES
    return (2 * math.sin(min(arc, math.pi) / 2)) ** 2


def tenths_of_a_mile(a: Point, b: Point) -> int:
    """The great-circle distance from ``a`` to ``b``, to the nearest tenth of a mile."""
    return bisect_right(range(FARTHEST_TENTHS), chord_squared(a, b), key=threshold)
