"""Pages of lines as a reader sees them, made by hand."""

from __future__ import annotations

from agency.reading.fields.holder import Names
from agency.reading.fields.neighbours import Neighbours
from agency.reading.fields.page import Page
from agency.reading.fields.reading import neighbours
from agency.reading.lines import Box, Line, upright
from agency.reading.wording import wording
from agency.rules.rulebook import load_rulebook

CATALOGUE = load_rulebook().catalogue
WIDTH, HEIGHT = 600.0, 800.0


def line(text: str, x: float = 50, y: float = 50, size: float = 10, sure: float = 1.0) -> Line:
    """A line that begins at ``x`` and ``y``; a letter is half as wide as it is high."""
    box = Box(x, y, x + len(text) * size / 2, y + size)
    return Line(text, (sure,) * len(text), 1, upright(box, WIDTH, HEIGHT), box)


def lines(*texts: str, sure: float = 1.0) -> list[Line]:
    """Lines one under the other, far enough from each other to be by themselves."""
    return [line(text, y=50.0 + 40 * row, sure=sure) for row, text in enumerate(texts)]


def near(*made: Line) -> Neighbours:
    """What stands beside the labels of a page of such lines."""
    page = Page(made, wording())
    return neighbours(page, Names(page, CATALOGUE))
