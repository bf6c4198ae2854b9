"""The best of some candidates for each of some assignments, while compiled code finds them."""

from __future__ import annotations

from typing import Any

import numpy as np

from agency.matching import kernel_ranking
from agency.matching.engine import Gaps, Ranked
from agency.matching.tables import Ints
from agency.rules.ranking import PARTS


class Lists:
    """One list for each of so many assignments, with room for so many of the best."""

    def __init__(self, assignments: int, room: int) -> None:
        self._keys = np.empty((assignments, room), np.int64)
        self._ties = np.empty((assignments, room), np.uint64)
        self._told = np.empty((assignments, room, kernel_ranking.TOLD), np.int64)
        self._counts = np.zeros(assignments, np.int64)

    @property
    def arrays(self) -> tuple[Any, Any, Any, Any]:
        """As compiled code has them."""
        return self._keys, self._ties, self._told, self._counts

    def ranked(self, one: int, numbers: Ints) -> Ranked:
        """The list of one assignment, whose requirements that decide have these numbers."""
        count = self._counts[one]
        keys, told = self._keys[one, :count], self._told[one, :count].copy()
        gap = told[:, 1 + len(PARTS)]
        lacking = gap >= 0
        kinds = keys >> kernel_ranking.CLASS_BITS
        number = np.full(count, -1, np.int32)
        number[lacking] = numbers[gap[lacking]]
        return Ranked(
            told[:, 0],
            (kinds << kernel_ranking.CLASS_BITS) + kernel_ranking.MOST - keys,
            told[:, 1 : 1 + len(PARTS)],
            Gaps(number, told[:, 2 + len(PARTS)] > 0, lacking & (kinds == 0)),
        )
