"""An index of rows by the words of a text, tolerant of typing mistakes, and by exact codes.

Not safe for several threads at once: see `agency.finding.keeping`.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from agency.finding.folding import words_stored

# A word that is the same, begins so, or differs by a letter or two; in hundredths.
SAME, BEGINS, TYPED_WRONG = 100, 80, 75
# From how many letters on one mistake is forgiven, and from how many on two.
ONE_MISTAKE, TWO_MISTAKES = 4, 8
# From so many words on, one of them may be missing.
ONE_MISSING = 3
LAST = chr(0x10FFFF)

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row to be found: by the words of ``text``, or by one of its ``codes``, by position.

    Rows that answer equally well are in the order of their texts.
    """

    id: int
    text: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """How words are sought: some of them exactly, and whether one of several may be missing."""

    exactly: frozenset[str] = frozenset()
    one_may_miss: bool = True


ANY = Sought()


class Ranked(NamedTuple):
    """A row that answers: how well, of 1,000 where words were sought, and its text as it is sorted.

    The best come first; equal ones by their text, then by id.
    """

    score: int
    text: str
    id: int

    @property
    def order(self) -> tuple[int, str, int]:
        return -self.score, self.text, self.id


class WordIndex:
    """Rows by their words and codes; each row has a place, which is used again when it is gone."""

    def __init__(self, codes: int) -> None:
        self._ids = array("q")
        self._places: dict[int, int] = {}
        self._free: list[int] = []
        self._texts: list[str] = []
        self._codes: tuple[list[str], ...] = tuple([] for _ in range(codes))
        self._holders: dict[str, array[int]] = {}
        self._in_order: list[str] = []
        self._by_length: dict[int, list[str]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._places)

    def fill(self, entries: Iterable[Entry]) -> None:
        """Take up many rows at once; none of them may be there already."""
        known = len(self._holders)
        for entry in entries:
            self._add(entry)
        for word in list(self._holders)[known:]:
            self._by_length[len(word)].append(word)
        self._in_order = sorted(self._holders)

    def put(self, entry: Entry) -> None:
        """Take up a row, in the place of what was known of it."""
        self.remove(entry.id)
        new = [word for word in set(words_stored(entry.text)) if word not in self._holders]
        self._add(entry)
        for word in new:
            self._by_length[len(word)].append(word)
            insort(self._in_order, word)

    def remove(self, id: int) -> None:
        """Forget a row; whoever is not there is forgotten already."""
        place = self._places.pop(id, None)
        if place is None:
            return
        for word in set(words_stored(self._texts[place])):
            self._holders[word].remove(place)
        self._ids[place], self._texts[place] = 0, ""
        for codes in self._codes:
            codes[place] = ""
        self._free.append(place)

    def _add(self, entry: Entry) -> None:
        place = self._free.pop() if self._free else self._new_place()
        self._ids[place], self._texts[place] = entry.id, entry.text
        self._places[entry.id] = place
        for codes, code in zip(self._codes, entry.codes, strict=True):
            codes[place] = code
        for word in set(words_stored(entry.text)):
            self._holders.setdefault(word, array("I")).append(place)

    def _new_place(self) -> int:
        self._ids.append(0)
        self._texts.append("")
        for codes in self._codes:
            codes.append("")
        return len(self._ids) - 1

    def coded(self, which: int, code: str, score: int) -> list[Ranked]:
        """All rows whose code at position ``which`` is this very one."""
        own = self._codes[which]
        if code not in own:  # most texts are nobody's code, and this is the quick way to know
            return []
        return self._all([place for place, one in enumerate(own) if one == code], score)

    def coded_in_part(self, which: int, part: str, score: int) -> list[Ranked]:
        """All rows in whose code at position ``which`` this occurs."""
        own = self._codes[which]
        return self._all([place for place, one in enumerate(own) if part in one], score)

    def numbered(self, which: int, begins: str, whole: int, in_part: int) -> list[Ranked]:
        """All rows whose code at position ``which`` is this one, or begins so, but for the zeros
        that lead its numbers.

        The score is ``whole`` for the first. Who types a zero means a number in full, so then
        none that only begins so is found.
        """
        parts = re.split(r"(\d+)", begins)
        bare = [one.lstrip("0") if one.isdecimal() else one for one in parts]
        zeros = (f"0*{one}" if one.isdecimal() else re.escape(one) for one in bare)
        pattern, own = re.compile("".join(zeros)), self._codes[which]
        found = [
            (place, match.end()) for place, one in enumerate(own) if (match := pattern.match(one))
        ]
        exactly = [place for place, end in found if end == len(own[place])]
        beyond = [place for place, end in found if end < len(own[place])] if bare == parts else []
        return [*self._all(beyond, in_part), *self._all(exactly, whole)]

    def _all(self, places: Iterable[int], score: int) -> list[Ranked]:
        return [Ranked(score, self._texts[place], self._ids[place]) for place in places]

    def worded(self, words: Sequence[str], most: int, sought: Sought = ANY) -> list[Ranked]:
        """The best ``most`` rows for these words, in whatever order the words come.

        The score of a row is the mean of its words'.
        """
        if not words:
            return []
        marks = np.zeros((len(words), len(self._ids)), np.uint8)
        for mark, word in zip(marks, words, strict=True):
            self._mark(mark, word, word in sought.exactly)
        missing = len(words) >= ONE_MISSING and sought.one_may_miss
        places = np.flatnonzero((marks > 0).sum(axis=0) >= len(words) - missing)
        scores = marks[:, places].sum(axis=0, dtype=np.int64) * 10 // len(words)
        return self._best(places, scores, most)

    def _mark(self, mark: Bytes, word: str, exactly: bool) -> None:
        """Write how well each place holds ``word``; the better is written later."""
        like = [(SAME, word)] if exactly else sorted(self._like(word))
        for score, held in like:
            if held in self._holders:
                mark[np.frombuffer(self._holders[held], np.uint32)] = score

    def _like(self, word: str) -> Iterator[tuple[int, str]]:
        """The words that are meant by ``word``, with a score; one may come twice."""
        yield from self._misspelled(word)
        first = bisect_left(self._in_order, word)
        for held in self._in_order[first : bisect_left(self._in_order, word + LAST)]:
            yield (SAME if held == word else BEGINS + 15 * len(word) // len(held)), held

    def _misspelled(self, word: str) -> Iterator[tuple[int, str]]:
        length = len(word)
        mistakes = (length >= ONE_MISTAKE) + (length >= TWO_MISTAKES)
        if not mistakes:
            return
        for other in range(length - mistakes, length + mistakes + 1):
            held = self._by_length.get(other)
            if not held:
                continue
            far = cdist([word], held, scorer=OSA.distance, score_cutoff=mistakes, dtype=np.uint8)
            for at in np.flatnonzero(far[0] <= mistakes):
                yield TYPED_WRONG - 60 * int(far[0, at]) // max(length, other), held[at]

    def _best(self, places: Any, scores: Any, most: int) -> list[Ranked]:
        if len(places) > most:
            least = np.partition(scores, len(scores) - most)[len(scores) - most]
            places, scores = places[scores >= least], scores[scores >= least]
        found = [
            Ranked(score, self._texts[place], self._ids[place])
            for place, score in zip(places.tolist(), scores.tolist(), strict=True)
        ]
        return sorted(found, key=lambda one: one.order)[:most]
