"""Chance that falls alike on every machine: dice thrown for a subject, and bags of lots."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

PERCENT = 100
SEED_BYTES = 16


class Lots(Generic[T]):
    """Options, each with a whole number of lots: an option with three is drawn thrice as often."""

    def __init__(self, lots: Mapping[T, int]) -> None:
        self._counts = dict(lots)
        self.all = tuple(option for option, count in lots.items() for _ in range(count))
        self._among: dict[frozenset[T], Lots[T]] = {}

    def __iter__(self) -> Iterator[T]:
        return iter(self.all)

    def among(self, wanted: frozenset[T]) -> Lots[T]:
        """The lots of the options in ``wanted``; if they have none here, one each."""
        if wanted not in self._among:
            kept = {option: count for option, count in self._counts.items() if option in wanted}
            self._among[wanted] = Lots(kept or dict.fromkeys(sorted(wanted, key=str), 1))
        return self._among[wanted]


class Dice:
    """Throws for one subject: the same words, the same throws, whoever else throws.

    Only ``Random.random`` is asked: it alone is promised to give the same in every Python.
    """

    def __init__(self, *subject: object) -> None:
        said = "\x1f".join(map(str, subject))
        digest = hashlib.sha256(said.encode()).digest()
        self._random = Random(int.from_bytes(digest[:SEED_BYTES], "big")).random

    def below(self, count: int) -> int:
        """A whole number from 0 to ``count`` - 1."""
        return int(self._random() * count)

    def between(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``, both included."""
        return least + int(self._random() * (most - least + 1))

    def happens(self, percent: int) -> bool:
        return self._random() * PERCENT < percent

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self._random() * len(options))]

    def draw(self, lots: Lots[T]) -> T:
        return self.pick(lots.all)

    def some(self, options: Iterable[T], count: int) -> list[T]:
        """``count`` different ones of ``options``, or all of them if there are fewer."""
        left = list(options)
        taken = min(count, len(left))
        for place in range(taken):
            other = self.between(place, len(left) - 1)
            left[place], left[other] = left[other], left[place]
        return left[:taken]

    def shuffled(self, options: Iterable[T]) -> list[T]:
        left = list(options)
        return self.some(left, len(left))

    def day(self, first: date, last: date) -> date:
        """A day from ``first`` to ``last``; ``first`` if that is the later one."""
        return first + timedelta(days=self.below(max((last - first).days, 0) + 1))


def anything(lot: object) -> bool:
    return True


class Bag(Generic[T]):
    """Lots drawn without putting back, until the bag is empty and all go in again.

    So even a small sample holds every option in about its share.
    """

    def __init__(self, lots: Iterable[T], dice: Dice) -> None:
        self._all, self._dice = tuple(lots), dice
        self._left: list[T] = []

    def __bool__(self) -> bool:
        return bool(self._all)

    def draw(self, suits: Callable[[T], bool] = anything) -> T:
        """The next lot that ``suits``; those passed over stay in. LookupError if no lot suits."""
        for _ in ("what is left", "all of them again"):
            for place in range(len(self._left) - 1, -1, -1):
                if suits(self._left[place]):
                    return self._left.pop(place)
            self._left[:0] = self._dice.shuffled(self._all)
        raise LookupError("no lot suits")
