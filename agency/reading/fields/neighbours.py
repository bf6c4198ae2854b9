"""What stands beside a label: behind it, on its row, under it or over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from agency.reading.fields.labels import Label
from agency.reading.fields.page import Page
from agency.reading.lines import Line, Piece, share_a_row

BELOW, ABOVE = "below", "above"
# How sure it is that a value belongs to its label, by how they stand.
SAME_ROW, BY_ALL_CAPTIONS, BY_THIS_CAPTION = 1.0, 0.98, 0.92
PUNCTUATION = " :.#-–—_=|)(,;'\""

# From a line and the part of it that may hold a value to the value, if one stands there.
Finder = Callable[[Line, int, int], Piece | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """A value that stands beside a label; ``sure`` is how sure that is, from 0 to 1."""

    label: Label
    piece: Piece
    sure: float


class Neighbours:
    """Values beside labels on one page; ``finders`` know the values of each kind of label."""

    def __init__(self, page: Page, finders: Mapping[str, Finder]) -> None:
        self.page, self._finders = page, finders

    def of(self, kind: str) -> list[Beside]:
        """Every value that stands beside a label of a kind."""
        found = (self._beside(label) for label in self.page.labels_of(kind))
        return [one for one in found if one]

    def _beside(self, label: Label) -> Beside | None:
        on_row = self._on_row(label)
        if on_row:
            return Beside(label, on_row, SAME_ROW)
        return self._by_caption(label) if self._ends_its_line(label) else None

    def _on_row(self, label: Label) -> Piece | None:
        """The value behind a label, on its line or, if that has ended, on the next to the right."""
        behind = self._behind(label)
        if behind or not self._ends_its_line(label):
            return behind
        return self._to_the_right(label)

    def _behind(self, label: Label) -> Piece | None:
        end = self.page.until_next_label(label)
        return self._finders[label.kind](label.piece.line, label.piece.end, end)

    def _ends_its_line(self, label: Label) -> bool:
        """Whether nothing stands behind it, and before it nothing but labels and their values."""
        line, labels = label.piece.line, self.page.labels[label.piece.line]
        behind = line.text[label.piece.end : self.page.until_next_label(label)]
        before = line.text[: labels[0].piece.start]
        return not behind.strip(PUNCTUATION) and not before.strip(PUNCTUATION)

    def _to_the_right(self, label: Label) -> Piece | None:
        line = label.piece.line
        if self.page.until_next_label(label) < len(line.text):
            return None
        row = [
            other
            for other in self.page.lines
            if other is not line and share_a_row(line, other) and other.box.left > line.box.left
        ]
        nearest = min(row, key=lambda other: other.box.left, default=None)
        return self._begins_with(nearest, label) if nearest else None

    def _by_caption(self, label: Label) -> Beside | None:
        """The value under or over a label, on the side on which all labels of the page have it."""
        sides = self._sides(label)
        if not sides or (self._captions and self._captions not in sides):
            return None
        if not self._captions and len(sides) > 1:
            return None
        side = self._captions or next(iter(sides))
        return Beside(label, sides[side], BY_ALL_CAPTIONS if self._captions else BY_THIS_CAPTION)

    @cached_property
    def _captions(self) -> str:
        """Whether values stand below their labels here, or above; "" if it cannot be told.

        Every label has a vote that stands by itself and has a value on one side alone.
        """
        votes = [next(iter(sides)) for sides in self._all_sides() if len(sides) == 1]
        below, above = votes.count(BELOW), votes.count(ABOVE)
        if below == above:
            return ""
        return BELOW if below > above else ABOVE

    def _all_sides(self) -> Iterator[dict[str, Piece]]:
        for label in self.page.labels_of(*self._finders):
            if self._ends_its_line(label) and not self._on_row(label):
                yield self._sides(label)

    def _sides(self, label: Label) -> dict[str, Piece]:
        """The values right under and right over a label."""
        lines = {side: self.page.near(label.piece, up=side == ABOVE) for side in (BELOW, ABOVE)}
        found = {side: self._begins_with(line, label) for side, line in lines.items() if line}
        return {side: piece for side, piece in found.items() if piece}

    def _begins_with(self, line: Line, label: Label) -> Piece | None:
        """The value at the beginning of a line, if no label says that it is something else."""
        labels = self.page.labels[line]
        end = min((other.piece.start for other in labels), default=len(line.text))
        return self._finders[label.kind](line, 0, end) if end else None
