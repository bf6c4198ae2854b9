"""A batch of assignments put to a pool, tile by tile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from agency.matching import kernel, kernel_ranking
from agency.matching.bit_rows import BitRows
from agency.matching.distances import thresholds
from agency.matching.lists import Lists
from agency.matching.mixing import Words64
from agency.matching.plans import NOT_SAID, Batch
from agency.matching.tables import Index, Ints, Longs
from agency.matching.tiles import Tile
from agency.rules.ranking import Scale

# Of each assignment: eligible, unknown, near misses, available, all, and near misses by kind.
COUNTS = 8


@dataclass(frozen=True)
class Found:
    """Whom one tile has for each assignment of a batch: their places in the pool, those of one
    assignment from its place in ``starts`` on; the eligible with their scores.
    """

    starts: Index
    eligible: Ints
    scores: Ints
    renewable_starts: Index
    renewable: Ints


class Put:
    """A batch with what it comes to."""

    def __init__(self, batch: Batch, rooms: tuple[int, int], scale: Scale) -> None:
        self.batch, self._scale = batch, scale
        assignments, requirements = len(batch.plans), len(batch.asked.number)
        self.counts = np.zeros((assignments, COUNTS), np.int64)
        self.passing, self.alone = np.zeros((2, requirements), np.int64)
        self.best, self.nearest = (Lists(assignments, room) for room in rooms)
        self.found: list[Found] = []

    def to(self, tile: Tile) -> None:
        """Add what a tile has."""
        rows = BitRows(tile, self.batch, self._scale.far_tenths)
        words, counts = self._judged(rows)
        eligible, renewable = _starts(counts[:, 0]), _starts(counts[:, 5])
        people, scores = np.empty((2, eligible[-1]), np.int32)
        self._rank(tile, rows, words, counts, (eligible, people, scores))
        near = np.empty(renewable[-1], np.int32)
        kernel.all_positions(words, 1, tile.start, renewable, near)
        self.found.append(Found(eligible, people, scores, renewable, near))

    def _judged(self, rows: BitRows) -> tuple[Words64, Longs]:
        """The bits of those found by each assignment, and how many they are."""
        asked, at = self.batch.asked, rows.at
        counts, counted = np.zeros_like(self.counts), np.empty((2, len(asked.number)), np.int64)
        words = np.empty((len(counts), 4, rows.bits.shape[1]), np.uint64)
        numbers = (_at(at, one) for one in (asked.met, asked.possible, asked.begun, asked.hoped))
        told = asked.starts, *numbers, asked.personal, at[asked.pairs]
        kernel.judge_all(rows.bits, told, words, counts, *counted)
        self.counts += counts
        self.passing += counted[0]
        self.alone += counted[1]
        return words, counts

    def _rank(self, tile: Tile, rows: BitRows, words: Words64, counts: Longs, into: Any) -> None:
        asked, wishes, windows, at = (
            self.batch.asked,
            self.batch.wishes,
            self.batch.windows,
            rows.at,
        )
        kernel_ranking.rank_all(
            rows.bits,
            (asked.starts, at[asked.met], at[asked.possible], rows.days_met(asked.expression)),
            (
                *(wishes.starts, at[wishes.skills], wishes.pay, _at(at, wishes.specialty)),
                *(_at(at, wishes.close), wishes.place, wishes.tie_start),
            ),
            (tuple(tile.days), windows.first, windows.last, windows.allowed),
            tile.people,
            (thresholds(), _measure(self._scale)),
            *(words, counts, self.best.arrays, self.nearest.arrays, into),
        )

    def eligible(self, one: int) -> tuple[Index, Longs]:
        """The places in the pool of all who are eligible for one assignment, and their scores."""
        parts = [(found, slice(*found.starts[one : one + 2])) for found in self.found]
        return (
            _joined([found.eligible[part] for found, part in parts]),
            _joined([found.scores[part] for found, part in parts]),
        )

    def renewable(self, one: int) -> Index:
        """The places of all near misses whose renewal is on course."""
        return _joined(
            [found.renewable[slice(*found.renewable_starts[one : one + 2])] for found in self.found]
        )


def _joined(parts: list[Ints]) -> Longs:
    return np.concatenate(parts, dtype=np.int64) if parts else np.empty(0, np.int64)


def _starts(counts: Longs) -> Index:
    return np.concatenate([[0], np.cumsum(counts)])


def _at(at: Index, rows: Longs) -> Index:
    """Where those rows are; `NOT_SAID` stays what it is."""
    return np.where(rows < 0, NOT_SAID, at[rows])


@lru_cache(maxsize=8)
def _measure(scale: Scale) -> Longs:
    """The weights of the parts, and where four of them stop counting."""
    weights = [weight for _, weight in scale.weights]
    caps = scale.far_tenths, scale.days_left_cap, scale.margin_cents_cap, scale.placements_cap
    return np.array([*weights, *caps], np.int64)
