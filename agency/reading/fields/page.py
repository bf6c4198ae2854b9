"""The lines of a document with the labels and the days on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agency.reading.fields.dates import Written, dates_in
from agency.reading.fields.labels import Label, labels_in
from agency.reading.lines import Box, Line, Piece, in_reading_order
from agency.reading.wording import Wording

# What belongs to a caption stands closer to it than this many heights of its letters.
CLOSE = 2.2


class Page:
    """The lines of all pages of a document in reading order, and questions about them."""

    def __init__(self, lines: Sequence[Line], wording: Wording) -> None:
        self.lines, self.wording = in_reading_order(lines), wording
        self.labels = {line: labels_in(line, wording) for line in self.lines}
        self.dates = {line: dates_in(line) for line in self.lines}

    def labels_of(self, *kinds: str) -> Iterator[Label]:
        for labels in self.labels.values():
            yield from (label for label in labels if label.kind in kinds)

    def until_next_label(self, label: Label) -> int:
        """Where the words behind a label end: at the next label, or the line."""
        line = label.piece.line
        starts = (one.piece.start for one in self.labels[line])
        return min((start for start in starts if start >= label.piece.end), default=len(line.text))

    def near(self, piece: Piece, *, up: bool = False) -> Line | None:
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

    def date_at(self, piece: Piece) -> Written | None:
        """The day that a piece is."""
        return next((one for one in self.dates[piece.line] if one.piece == piece), None)


def _over(one: Box, other: Box) -> bool:
    """Whether one stands over the other, or would."""
    return min(one.right, other.right) > max(one.left, other.left)
