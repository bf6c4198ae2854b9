"""Who works in a state or lives near enough to a place, as rows of bits."""

from __future__ import annotations

import numpy as np

from agency.matching import kernel
from agency.matching.bits import Bits
from agency.matching.distances import thresholds
from agency.matching.pool import Pool
from agency.matching.rows import BLANK
from agency.matching.tables import Bools
from agency.rules.distance import Point
from agency.rules.expressions import Expression, Reach

# Nothing is nearer to a place than this squared chord.
NOWHERE = -1.0


class Reaches:
    """As in `agency.matching.leaves`, for the question that nearly every assignment has alone."""

    def __init__(self, pool: Pool, bits: Bits, far_tenths: int) -> None:
        self._pool, self._bits = pool, bits
        chords = thresholds()
        self._far = float(chords[far_tenths - 1]) if far_tenths <= len(chords) else np.inf
        self._travels: Bools = pool.max_travel != BLANK
        self._lost: Bools = self._travels & np.isnan(pool.home[:, 0])
        self._homes = np.ascontiguousarray(pool.home.T)
        self._limits = np.where(self._travels, pool.reach, NOWHERE)

    def of(self, leaf: Expression) -> tuple[int, int]:
        """The row of those who do, and of those who may; needs room for six."""
        assert isinstance(leaf, Reach)
        bits, willing = self._bits, self._bits.mask(self._pool.states.having(leaf.state))
        if leaf.place is None:
            return willing, self._both(willing, bits.mask(self._travels), (leaf, "travels"))
        near = bits.found((leaf, "near"))
        if near is None:
            near, close = bits.new((leaf, "near")), bits.new((leaf.place, "close"))
            point = leaf.place.x, leaf.place.y, leaf.place.z
            found = bits.rows[willing], bits.rows[near], bits.rows[close]
            kernel.near(self._homes, self._limits, self._far, point, *found)
        return near, self._both(near, bits.mask(self._lost), (leaf, "lost"))

    def close(self, place: Point | None) -> int | None:
        """The row of those who live so near to a place that has been asked about that it counts
        in their favour.
        """
        return self._bits.found((place, "close"))

    def _both(self, one: int, other: int, key: tuple[Expression, str]) -> int:
        bits = self._bits
        row = bits.found(key)
        if row is None:
            row = bits.new(key)
            np.bitwise_or(bits.rows[one], bits.rows[other], out=bits.rows[row])
        return row
