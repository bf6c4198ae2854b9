"""The words on a page that say what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Hamming

from agency.reading.lines import Line, Piece
from agency.reading.spelling import SIGNS, squeezed_with_places
from agency.reading.wording import Wording

# A word this long is known also where no blank ends it, or where letters of it were misread.
RUNS_ON, LONG = 7, 9
# So short a word is a label only at the beginning of a line: "ID" is also Idaho.
SHORT = 2
# Of so many letters one may have been misread, as in "Expiration Dale"; never the last.
LETTERS_A_MISTAKE = 8


@dataclass(frozen=True, slots=True)
class Label:
    """``kind`` is what it names; it is ``alone`` if its line says nothing else."""

    kind: str
    piece: Piece
    alone: bool


def labels_in(line: Line, wording: Wording) -> tuple[Label, ...]:
    """The labels on a line, from its left; the longer of two that overlap."""
    text, places = squeezed_with_places(line.text)
    taken = [False] * len(text)
    found: list[tuple[int, int, str]] = []
    for word, kind in wording.labels:
        for start in (*_exactly(word, text), *_alike(word, text)):
            end = start + len(word)
            if not any(taken[start:end]) and _stands_apart(line.text, places, start, end):
                taken[start:end] = [True] * len(word)
                found.append((places[start], places[end - 1] + 1, kind))
    alone = all(taken)
    return tuple(Label(kind, line.piece(start, end), alone) for start, end, kind in sorted(found))


def _exactly(word: str, text: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)


def _alike(word: str, text: str) -> Iterator[int]:
    """Where a long word stands with letters misread, none of them lost or added."""
    if len(word) < LONG or word[-1] in SIGNS:
        return
    for start in range(len(text) - len(word) + 1):
        there = text[start : start + len(word)]
        most = len(word) // LETTERS_A_MISTAKE
        misread = there[-1] == word[-1] and not set(SIGNS) & set(there)
        if misread and Hamming.distance(word, there, score_cutoff=most) <= most:
            yield start


def _stands_apart(said: str, places: list[int], start: int, end: int) -> bool:
    """Whether no other letters run into it; a long word may be followed by a digit or a capital."""
    first, last = places[start], places[end - 1]
    before = said[first - 1] if first else " "
    after = said[last + 1] if last + 1 < len(said) else " "
    if before.isalnum() or (end - start <= SHORT and first):
        return False
    if not after.isalnum():
        return True
    return end - start >= RUNS_ON and (after.isdigit() or after.isupper())
