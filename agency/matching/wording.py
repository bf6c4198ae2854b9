"""Columns of words: split where a text holds several, and spelled and numbered as a pool has them.

Until they are in order, `Words` may know a word twice, one that does not occur, and the blank one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from agency.matching.pool import Words
from agency.matching.rows import BLANK
from agency.matching.tables import Index, Ints, Longs

JOINT = ";"
# So much text is taken apart at once: what it comes apart into takes many times the room.
SLICE = 1 << 20


class Numbering(dict[str, int]):
    """Words numbered as they come."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def numbered(words: Iterable[str], count: int = -1) -> Words:
    """So many words as they come, or all of them; raises ValueError if there are fewer."""
    numbering = Numbering()
    numbers = np.fromiter(map(numbering.__getitem__, words), np.int32, count)
    return Words(numbers, tuple(numbering))


def pieces(text: str, mark: str) -> Iterator[str]:
    """What stands between the marks."""
    return chain.from_iterable(_slices(text, mark))


def _slices(text: str, mark: str) -> Iterator[list[str]]:
    start = 0
    while (end := text.find(mark, start + SLICE)) >= 0:
        yield text[start:end].split(mark)
        start = end + len(mark)
    yield text[start:].split(mark)


def meant(words: Words, spelled: Callable[[str], str]) -> Words:
    """The same words, each as ``spelled`` says."""
    return Words(words.number, tuple(map(spelled, words.known)))


def texts_of(words: Words) -> list[str]:
    """Every word, row by row."""
    return [*map(words.known.__getitem__, words.number.tolist())]


def in_order(words: Words) -> Words:
    """The same words numbered by their order, knowing those that occur; a blank one is BLANK."""
    occurs = np.zeros(len(words.known) + 1, np.bool_)  # the last is where BLANK leads to
    occurs[words.number] = True
    known = sorted({words.known[number] for number in np.flatnonzero(occurs[:-1]).tolist()} - {""})
    place = {word: number for number, word in enumerate(known)}
    final = np.array([*(place.get(word, BLANK) for word in words.known), BLANK], np.int32)
    return Words(final[words.number], tuple(known))


@dataclass(frozen=True)
class Lists:
    """A column of lists of words, as numbers of those that are known.

    Of these there are the ``lengths``, and all their ``words`` one list after the other.
    """

    number: Ints
    lengths: Longs
    words: Words

    def of(self, rows: Index) -> Lists:
        """The lists of some rows."""
        return Lists(self.number[rows], self.lengths, self.words)

    def each(self) -> tuple[Index, Words]:
        """A row for each word of each list: the row of the list, and the word."""
        firsts, counts = np.cumsum(self.lengths) - self.lengths, self.lengths[self.number]
        before = np.cumsum(counts) - counts
        places = np.repeat(firsts[self.number] - before, counts) + np.arange(counts.sum())
        rows: Index = np.repeat(np.arange(len(self.number)), counts)
        return rows, Words(self.words.number[places], self.words.known)


def all_lists(lists: Sequence[Sequence[str]]) -> Lists:
    """Lists as they come."""
    lengths = np.fromiter(map(len, lists), np.int64, len(lists))
    return Lists(np.arange(len(lists), dtype=np.int32), lengths, numbered(chain(*lists)))


def split(joined: Words) -> Lists:
    """The words of texts in which semicolons stand between them."""
    lengths = [text.count(JOINT) + 1 if text else 0 for text in joined.known]
    said = JOINT.join(filter(None, joined.known))
    words = pieces(said, JOINT) if said else ()
    return Lists(joined.number, np.array(lengths, np.int64), numbered(words))
