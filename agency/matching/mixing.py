"""`agency.rules.ranking.splitmix64`, for a whole column of words of 64 bits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Words64 = npt.NDArray[np.uint64]


def splitmix64(x: Words64) -> Words64:
    """Each word mixed."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
