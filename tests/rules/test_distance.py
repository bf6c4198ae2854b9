"""Distances in whole tenths of a mile, against the angle between two points."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.distance import (
    EARTH_RADIUS_MILES,
    FARTHEST_TENTHS,
    Point,
    chord_squared,
    tenths_of_a_mile,
    threshold,
)
from tests.rules.oracle import miles

points = st.builds(Point.at, st.floats(-90, 90), st.floats(-180, 180))
WITHIN_ROUNDING = 0.5 + 1e-4


@given(points, points)
def test_a_distance_is_the_great_circle_to_the_nearest_tenth(a: Point, b: Point) -> None:
    assert abs(tenths_of_a_mile(a, b) - miles(a, b) * 10) <= WITHIN_ROUNDING


@given(points, points)
def test_a_distance_is_the_same_in_both_directions(a: Point, b: Point) -> None:
    assert tenths_of_a_mile(a, b) == tenths_of_a_mile(b, a)
    assert tenths_of_a_mile(a, a) == 0


@given(points, points, points)
def test_a_longer_chord_is_never_a_shorter_distance(a: Point, b: Point, c: Point) -> None:
    near, far = sorted((b, c), key=lambda other: chord_squared(a, other))
    assert tenths_of_a_mile(a, near) <= tenths_of_a_mile(a, far)


@given(points)
def test_a_place_lies_on_the_unit_sphere(point: Point) -> None:
    assert math.isclose(math.hypot(point.x, point.y, point.z), 1)


@pytest.mark.parametrize(
    ("a", "b", "tenths"),
    [
        ((47.61, -122.33), (47.25, -122.44), 254),
        ((47.61, -122.33), (40.71, -74.01), 24017),
        # A degree of longitude along the equator, a degree of latitude anywhere.
        ((0, 0), (0, 1), 691),
        ((60, 10), (61, 10), 691),
        # Over the date line it is as near as elsewhere.
        ((0, 179.5), (0, -179.5), 691),
        ((90, 0), (-90, 0), 124369),
    ],
)
def test_known_distances(a: tuple[float, float], b: tuple[float, float], tenths: int) -> None:
    assert tenths_of_a_mile(Point.at(*a), Point.at(*b)) == tenths


@pytest.mark.parametrize("tenths", [0, 1, 249, 250, 251, 9999, FARTHEST_TENTHS - 2])
def test_the_thresholds_rise_and_part_two_tenths(tenths: int) -> None:
    assert threshold(tenths) < threshold(tenths + 1)
    halfway = 2 * math.sin((tenths + 0.5) / 10 / EARTH_RADIUS_MILES / 2)
    assert math.isclose(math.sqrt(threshold(tenths)), halfway)
