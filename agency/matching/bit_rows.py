"""The rows of bits that a batch of assignments needs of one tile: a bit for each candidate."""

from __future__ import annotations

import numpy as np

from agency.matching import kernel
from agency.matching.distances import thresholds
from agency.matching.mixing import Words64
from agency.matching.plans import (
    MET,
    NOT_SAID,
    Batch,
    CloseTo,
    OfPlace,
    OfWord,
    Pairs,
    RowsOfDays,
)
from agency.matching.tables import Bools, Index, Longs
from agency.matching.tiles import Tile, packed
from agency.rules.distance import Point
from agency.rules.expressions import Reach

# More bits than a day takes, its sign included.
SHORT = 20


class BitRows:
    """``bits``, where what is alike has one row; ``at`` says which, by the number of the row in
    the batch.
    """

    def __init__(self, tile: Tile, batch: Batch, far_tenths: int) -> None:
        self._tile, self._expressions = tile, batch.expressions.listed
        self._far = _chord(far_tenths)
        self._farthest = tile.homes.farthest(self._far)
        # Those who work in a state, and those who may travel, come besides.
        self.bits: Words64 = np.empty((2 * len(batch) + 8, tile.words), np.uint64)
        self.bits[kernel.EVERYBODY], _ = tile.mask(tile.everybody)
        self.bits[kernel.NOBODY] = 0
        self._count = 2
        self._masks = {id(tile.everybody): kernel.EVERYBODY}
        self._reached: dict[Reach, int] = {}
        self._close: dict[Point, int] = {}
        self.at: Index = np.empty(len(batch), np.int64)
        for number, row in batch.others:
            self.at[number] = self._row(row)
        self.at[batch.days.at] = self._of_days(batch.days)

    def _row(self, row: OfWord | OfPlace | CloseTo | Pairs) -> int:
        match row:
            case OfWord(listed, word):
                return self._mask(getattr(self._tile.pool, listed).having(word))
            case OfPlace():
                return self._of_place(row)
            case CloseTo(place):
                return self._close[place]
            case Pairs(placed, blocked):
                return kernel.NOBODY if blocked else self._all_but(placed)

    def _of_days(self, wanted: RowsOfDays) -> Index:
        """The row of each that is wanted; those of the same days are made one after the other,
        while they are at hand.
        """
        answers = [
            self._tile.answer(self._expressions[number], number, which)
            for number, which in wanted.answers
        ]
        days = np.array([one if isinstance(one, int) else NOT_SAID for one in answers], np.int64)
        masks = [kernel.NOBODY if isinstance(one, int) else self._mask(one) for one in answers]
        rows: Index = np.array(masks, np.int64)[wanted.kind]
        dated = days[wanted.kind] != NOT_SAID
        keys = np.stack([days[wanted.kind], wanted.first, wanted.last])[:, dated]
        packed_keys = (keys[0] << 2 * SHORT) + (keys[1] << SHORT) + keys[2]
        _, one_each, which = np.unique(packed_keys, return_index=True, return_inverse=True)
        numbers = self._count + np.arange(len(one_each))
        self._count += len(one_each)
        kernel.fill(self.bits, (numbers, *keys[:, one_each]), tuple(self._tile.days))
        rows[dated] = numbers[which]
        return rows

    def days_met(self, expressions: Longs) -> Longs:
        """By number the days on which each of some expressions is met, `NOT_SAID` where that is
        no question of days.
        """
        answers = {number: self._met(number) for number in np.unique(expressions).tolist()}
        return np.array([answers[number] for number in expressions.tolist()], np.int64)

    def _met(self, number: int) -> int:
        if number == NOT_SAID:
            return NOT_SAID
        answer = self._tile.answer(self._expressions[number], number, MET)
        return answer if isinstance(answer, int) else NOT_SAID

    def _new(self) -> int:
        self._count += 1
        return self._count - 1

    def _mask(self, who: Bools) -> int:
        number = self._masks.get(id(who))
        if number is None:
            bits, everybody = self._tile.mask(who)
            number = kernel.EVERYBODY if everybody else self._new()
            self._masks[id(who)] = number
            self.bits[number] = bits
        return number

    def _all_but(self, placed: frozenset[str]) -> int:
        index = self._tile.pool.index if placed else {}
        here = [index[ref] for ref in placed if ref in index]
        if not here:
            return kernel.EVERYBODY
        present = self._tile.everybody.copy()
        present[here] = False
        number = self._new()
        self.bits[number] = packed(present, self._tile.words)
        return number

    def _of_place(self, row: OfPlace) -> int:
        """Who works in the state or lives near enough; whose home is not known may."""
        if row.reach not in self._reached:
            self._reached[row.reach] = self._reach(row.reach)
        met = self._reached[row.reach]
        if not row.may:
            return met
        return self._either(met, self._tile.lost if row.reach.place else self._tile.travels)

    def _reach(self, reach: Reach) -> int:
        tile = self._tile
        willing = self._mask(tile.pool.states.having(reach.state))
        if reach.place is None:
            return willing
        near, close = self._new(), self._close.setdefault(reach.place, self._new())
        point = reach.place.x, reach.place.y, reach.place.z
        homes = tile.homes.points, tile.homes.reach, tile.homes.order
        made = self.bits[willing], self.bits[near], self.bits[close]
        kernel.near(*homes, self._farthest, self._far, point, *made)
        return near

    def _either(self, one: int, who: Bools) -> int:
        other = self._mask(who)
        if not self.bits[other].any():
            return one
        number = self._new()
        np.bitwise_or(self.bits[one], self.bits[other], out=self.bits[number])
        return number


def _chord(tenths: int) -> float:
    """The squared chord from which a distance counts as far."""
    chords = thresholds()
    return float(chords[tenths - 1]) if tenths <= len(chords) else np.inf
