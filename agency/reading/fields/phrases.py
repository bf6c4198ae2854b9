"""Finding a phrase on a page, also where it is broken into lines, badly spaced or misread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from agency.reading.fields.page import Page
from agency.reading.lines import Line, Piece
from agency.reading.spelling import squeezed, squeezed_with_places

# Shorter phrases have to be there to the letter.
LONG = 12
ALIKE = 92
# So many lines of a column are read as one.
FOLDED = 4
EXACT = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase on the page: from where to where in which flow of lines, and how like it is."""

    flow: int
    start: int
    end: int
    alike: float
    piece: Piece
    sure: float

    def holds(self, other: Found) -> bool:
        """Whether ``other`` is a smaller part of this."""
        longer = self.end - self.start > other.end - other.start
        return (
            self.flow == other.flow
            and self.start <= other.start
            and other.end <= self.end
            and longer
        )


class Phrases:
    """The text of a page, once by rows and once by columns."""

    def __init__(self, page: Page) -> None:
        self._flows = [_Flow(page.lines), *(_Flow(one) for one in _columns(page))]

    def find(self, phrase: str) -> Iterator[Found]:
        """Every exact place of it by rows; else the first exact by columns; else the likest."""
        word = squeezed(phrase)
        for index, flow in enumerate(self._flows):
            exact = [flow.found(index, start, end, EXACT) for start, end in flow.exact(word)]
            yield from exact
            if exact:
                return
        if len(word) < LONG:
            return
        for index, flow in enumerate(self._flows):
            alike = fuzz.partial_ratio_alignment(word, flow.text, score_cutoff=ALIKE)
            if alike and len(flow.text) >= len(word):
                yield flow.found(index, alike.dest_start, alike.dest_end, alike.score)
                return


class _Flow:
    """Lines as one squeezed text, with the line and the place of each character."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._at: list[tuple[Line, int]] = []
        texts: list[str] = []
        for line in lines:
            text, places = squeezed_with_places(line.text)
            texts.append(text)
            self._at += [(line, place) for place in places]
        self.text = "".join(texts)

    def exact(self, word: str) -> Iterator[tuple[int, int]]:
        start = self.text.find(word)
        while start >= 0:
            if self._stands_apart(start, start + len(word)):
                yield start, start + len(word)
            start = self.text.find(word, start + 1)

    def found(self, flow: int, start: int, end: int, alike: float) -> Found:
        line, first = self._at[start]
        sure = [at.sure[place] for at, place in self._at[start:end]]
        last = max(place for at, place in self._at[start:end] if at is line)
        piece = line.piece(first, last + 1)
        return Found(flow, start, end, alike, piece, sum(sure) / len(sure))

    def _stands_apart(self, start: int, end: int) -> bool:
        """Whether it begins and ends with a word; blanks between long words may be lost."""
        if end - start >= LONG:
            return True
        (line, first), (other, last) = self._at[start], self._at[end - 1]
        before = line.text[first - 1] if first else " "
        after = other.text[last + 1] if last + 1 < len(other.text) else " "
        return not before.isalnum() and not after.isalnum()


def _columns(page: Page) -> Iterator[list[Line]]:
    """Each line with those that stand right under it."""
    for line in page.lines:
        column = [line]
        while len(column) < FOLDED and (under := page.near(column[-1].piece())):
            column.append(under)
        if len(column) > 1:
            yield column
