"""Where things come to stand when a page is turned by quarters, to the right."""

from __future__ import annotations

from agency.reading.lines import Box, Point


def turned(point: Point, width: float, height: float, quarters: int) -> Point:
    """A point of a page of that size, from its top left corner, once the page is turned."""
    x, y = point
    found: tuple[Point, ...] = ((x, y), (height - y, x), (width - x, height - y), (y, width - x))
    return found[quarters % 4]


def turned_box(box: Box, width: float, height: float, quarters: int) -> Box:
    """A box of a page of that size, once the page is turned."""
    x, y = turned((box.left, box.top), width, height, quarters)
    other_x, other_y = turned((box.right, box.bottom), width, height, quarters)
    return Box(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))


def turned_size(width: float, height: float, quarters: int) -> tuple[float, float]:
    """Width and height of such a page, once it is turned."""
    return (height, width) if quarters % 2 else (width, height)
