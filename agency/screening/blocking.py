"""Which records of the lists a candidate is compared with: those with a name that may be hers.

Every pair that `agency.screening.likeness` finds alike is found, and few others: nobody is missed,
and nobody is compared with a whole list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from agency.screening.likeness import LEAST_MAIDEN, Listed
from agency.screening.names import Name, nicknames_of
from agency.screening.people import Person
from agency.screening.policy import policy

# So many words are compared with all others at once: a few megabytes of distances.
CHUNK = 256
Near = Mapping[str, Collection[str]]
"""By a word of hers, the words of the lists that are it or may be it, mistyped."""


class Records:
    """Records of lists, to be found by the parts of their names."""

    def __init__(self, records: Iterable[Listed]) -> None:
        self.all = list(records)
        # By a part of the last name, and within that by a word that may be called the first name.
        self.by_last: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.by_middle: dict[str, list[int]] = defaultdict(list)
        self.firsts: set[str] = set()
        for at, one in enumerate(self.all):
            self._add(at, one.name)

    def _add(self, at: int, name: Name) -> None:
        called = {*name.firsts, *name.middle.split()} or {""}
        self.firsts |= called
        for part in name.parts:
            for word in called:
                self.by_last[part][word].append(at)
        for word in name.middle.split():
            if len(word) >= LEAST_MAIDEN:
                self.by_middle[word].append(at)

    def maybe(self, person: Person, lasts: Near, firsts: Near) -> set[int]:
        """The places in ``all`` of the records to compare her with.

        ``lasts`` and ``firsts`` hold what is near the words of her name.
        """
        name = person.name
        found: set[int] = set()
        called = self._called(name, firsts)
        for part in name.parts:
            for last in lasts.get(part, ()):
                found.update(_within(self.by_last[last], called))
            found.update(self.by_middle.get(part, ()))
        for word in name.middle.split():
            if len(word) >= LEAST_MAIDEN and word in self.by_last:
                found.update(_within(self.by_last[word], called))
        if name.first in self.by_last:
            found.update(self.by_last[name.first].get(name.last, ()))
        return found

    def _called(self, name: Name, firsts: Near) -> set[str] | None:
        """What a record may call her; None for anything, where we have a letter of hers at most."""
        if len(name.first) < 2:
            return None
        own = {*name.firsts, *name.middle.split()}
        called = {near for word in name.firsts for near in firsts.get(word, ())} | own
        return called | nicknames_of(name.first) | {name.first[0], ""}


def _within(called: Mapping[str, list[int]], wanted: set[str] | None) -> Iterator[int]:
    words = called if wanted is None or len(called) < len(wanted) else wanted
    for word in words:
        if word in called and (wanted is None or word in wanted):
            yield from called[word]


def near_words(hers: Collection[str], theirs: Collection[str]) -> dict[str, list[str]]:
    """Of each word of ``hers`` those of ``theirs`` that it is, or may be with letters mistyped."""
    near = {word: [word] for word in hers if word in theirs}
    lengths: dict[int, list[str]] = defaultdict(list)
    for word in sorted(theirs):
        lengths[len(word)].append(word)
    mine: dict[int, list[str]] = defaultdict(list)
    for word in sorted(hers):
        mine[len(word)].append(word)
    for length, words in mine.items():
        for other, candidates in lengths.items():
            most = policy().mistakes_in(min(length, other))
            if abs(length - other) <= most:
                _compare(words, candidates, most, near)
    return near


def _compare(
    mine: Sequence[str], theirs: Sequence[str], most: int, near: dict[str, list[str]]
) -> None:
    for start in range(0, len(mine) if most else 0, CHUNK):
        words = mine[start : start + CHUNK]
        distances = cdist(words, theirs, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)
        for row, column in np.argwhere((distances > 0) & (distances <= most)).tolist():
            near.setdefault(words[row], []).append(theirs[column])
