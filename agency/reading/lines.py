"""Lines of text with where they stand, however they were come by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agency.reading.findings import Place

THOUSAND = 1000

Point = tuple[float, float]
# The corners of a text as it is read: top left, top right, bottom right, bottom left.
Quad = tuple[Point, Point, Point, Point]


class Box(NamedTuple):
    """Where something stands on the page turned upright, in any unit that is as long both ways."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Text that stands on one line.

    ``sure`` is how sure each of its characters is, from 0 to 1. ``corners`` are on the page as it
    is seen, in thousandths of its width and height; ``box`` is on the page turned upright.
    """

    text: str
    sure: tuple[float, ...]
    page: int
    corners: Quad
    box: Box

    def piece(self, start: int = 0, end: int | None = None) -> Piece:
        """The part from ``start`` to ``end``, without the blanks around it."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Piece(self, start, end)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line, by the places of its characters."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]

    @property
    def sure(self) -> tuple[float, ...]:
        """How sure each character is that is not a blank."""
        both = zip(self.text, self.line.sure[self.start : self.end], strict=True)
        return tuple(sure for character, sure in both if not character.isspace())

    @property
    def box(self) -> Box:
        """Where it stands on the upright page, taking all characters to be as wide."""
        whole, (first, last) = self.line.box, self._shares()
        width = whole.right - whole.left
        left, right = whole.left + width * first, whole.left + width * last
        return Box(left, whole.top, right, whole.bottom)

    @property
    def place(self) -> Place:
        top_left, top_right, bottom_right, bottom_left = self.line.corners
        shares = self._shares()
        points = [_between(top_left, top_right, share) for share in shares]
        points += [_between(bottom_left, bottom_right, share) for share in shares]
        across, down = [x for x, _ in points], [y for _, y in points]
        edges = (min(across), min(down), max(across), max(down))
        left, top, right, bottom = (min(max(round(edge), 0), THOUSAND) for edge in edges)
        return Place(self.line.page, (left, top, right, bottom))

    def _shares(self) -> tuple[float, float]:
        whole = max(len(self.line.text), 1)
        return self.start / whole, self.end / whole


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def upright(box: Box, width: float, height: float) -> Quad:
    """The corners of a box on a page that needs no turning, ``width`` and ``height`` its size."""
    left, right = (THOUSAND * edge / width for edge in (box.left, box.right))
    top, bottom = (THOUSAND * edge / height for edge in (box.top, box.bottom))
    return (left, top), (right, top), (right, bottom), (left, bottom)


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Pages in order; on each from the top down, and what stands on one row from the left."""
    left = sorted(lines, key=lambda line: (line.page, line.box.top + line.box.bottom))
    ordered: list[Line] = []
    while left:
        first, *others = left
        row = [first, *(line for line in others if share_a_row(first, line))]
        ordered += sorted(row, key=lambda line: line.box.left)
        left = [line for line in others if line not in row]
    return ordered


def share_a_row(one: Line, other: Line) -> bool:
    """Whether two lines stand side by side: half of the lower one's height is the other's too."""
    return one.page == other.page and beside(one.box, other.box)


def beside(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= min(one.height, other.height) / 2
