"""The lines of a document with their labels, and what stands beside each label."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from agency.reading.fields.dates import Written, dates_in
from agency.reading.fields.labels import Label, labels_in
from agency.reading.lines import Box, Line, Piece, in_reading_order, share_a_row
from agency.reading.wording import Wording

# What belongs to a caption stands closer to it than this many heights of its letters.
CLOSE = 2.2
BELOW, ABOVE = "below", "above"
# How sure it is that a value belongs to its label, by how they stand.
SAME_LINE, SAME_ROW, BY_ALL_CAPTIONS, BY_THIS_CAPTION = 1.0, 1.0, 0.98, 0.92
PUNCTUATION = " :.#-–—_=|)(,;'\""

# From a line and the part of it that may hold a value to the value, if one stands there.
Finder = Callable[[Line, int, int], Piece | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """A value that stands beside a label; ``sure`` is how sure that is, from 0 to 1."""

    label: Label
    piece: Piece
    sure: float


class Page:
    """The lines of all pages of a document in reading order, and questions about them."""

    def __init__(self, lines: Sequence[Line], wording: Wording) -> None:
        self.lines, self.wording = in_reading_order(lines), wording
        self.labels = {line: labels_in(line, wording) for line in self.lines}
        self.dates = {line: dates_in(line) for line in self.lines}

    def labels_of(self, *kinds: str) -> Iterator[Label]:
        for labels in self.labels.values():
            yield from (label for label in labels if label.kind in kinds)

    def beside(self, label: Label, find: Finder) -> Beside | None:
        """The value of ``label``: behind it, else on its row, else under or over it."""
        behind = self._behind(label, find)
        if behind:
            return Beside(label, behind, SAME_LINE)
        if not self._ends_its_line(label):
            return None
        right = self._to_the_right(label, find)
        if right:
            return Beside(label, right, SAME_ROW)
        return self._by_caption(label, find)

    def until_next_label(self, label: Label) -> int:
        """Where the words behind a label end: at the next label, or the line."""
        line = label.piece.line
        starts = (one.piece.start for one in self.labels[line])
        return min((start for start in starts if start >= label.piece.end), default=len(line.text))

    def below(self, piece: Piece, *, up: bool = False) -> Line | None:
        """The nearest line under a piece, or over it; None if none is close."""
        here = piece.box
        near: list[tuple[float, Line]] = []
        for line in self.lines:
            there = line.box
            if line is piece.line or line.page != piece.line.page or not _over(here, there):
                continue
            gap = here.top - there.bottom if up else there.top - here.bottom
            middle = (there.top + there.bottom - here.top - here.bottom) * (-1 if up else 1)
            if middle > 0 and gap < CLOSE * max(here.height, there.height):
                near.append((gap, line))
        return min(near, key=lambda one: one[0])[1] if near else None

    def _behind(self, label: Label, find: Finder) -> Piece | None:
        return find(label.piece.line, label.piece.end, self.until_next_label(label))

    def _ends_its_line(self, label: Label) -> bool:
        """Whether nothing stands behind it, and before it nothing but labels and their values."""
        line, labels = label.piece.line, self.labels[label.piece.line]
        behind = line.text[label.piece.end : self.until_next_label(label)]
        before = line.text[: labels[0].piece.start]
        return not behind.strip(PUNCTUATION) and not before.strip(PUNCTUATION)

    def _to_the_right(self, label: Label, find: Finder) -> Piece | None:
        if self.until_next_label(label) < len(label.piece.line.text):
            return None
        line = label.piece.line
        row = [
            other
            for other in self.lines
            if other is not line and share_a_row(line, other) and other.box.left > line.box.left
        ]
        if not row:
            return None
        nearest = min(row, key=lambda other: other.box.left)
        return self._begins_with(nearest, find)

    def _by_caption(self, label: Label, find: Finder) -> Beside | None:
        under, over = self._under(label, find), self._under(label, find, up=True)
        if under and over:
            if self._captions == BELOW:
                return Beside(label, under, BY_ALL_CAPTIONS)
            return Beside(label, over, BY_ALL_CAPTIONS) if self._captions == ABOVE else None
        found = under or over
        if not found:
            return None
        agrees = self._captions == (BELOW if under else ABOVE)
        if self._captions and not agrees:
            return None
        return Beside(label, found, BY_ALL_CAPTIONS if agrees else BY_THIS_CAPTION)

    def _under(self, label: Label, find: Finder, *, up: bool = False) -> Piece | None:
        line = self.below(label.piece, up=up)
        return self._begins_with(line, find) if line else None

    def _begins_with(self, line: Line, find: Finder) -> Piece | None:
        """The value at the beginning of a line, if no label says that it is something else."""
        end = min((label.piece.start for label in self.labels[line]), default=len(line.text))
        return find(line, 0, end) if end else None

    @cached_property
    def _captions(self) -> str:
        """Whether values stand below their labels here, or above; "" if it cannot be told.

        Every label that has its line to itself is asked on which side words without label stand.
        """
        sides = {BELOW: 0, ABOVE: 0}
        for labels in self.labels.values():
            for label in labels:
                if label.alone or len(labels) > 1:
                    for side in sides:
                        line = self.below(label.piece, up=side == ABOVE)
                        sides[side] += line is not None and not self.labels[line]
        if sides[BELOW] == sides[ABOVE]:
            return ""
        return max(sides, key=lambda side: sides[side])

    def date_at(self, piece: Piece) -> Written | None:
        """The day that a piece is."""
        return next((one for one in self.dates[piece.line] if one.piece == piece), None)


def _over(one: Box, other: Box) -> bool:
    """Whether one stands over the other, or would."""
    return min(one.right, other.right) > max(one.left, other.left)
