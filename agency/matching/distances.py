"""Distances from many homes to one place: `agency.rules.distance`, in columns."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from agency.matching.tables import Ints
from agency.rules.distance import FARTHEST_TENTHS, Point, threshold

Floats = npt.NDArray[np.float64]


def chords_squared(homes: npt.NDArray[np.float64], place: Point) -> npt.NDArray[np.float64]:
    """`agency.rules.distance.chord_squared` from each home to ``place``, to the same bit."""
    dx, dy, dz = homes[:, 0] - place.x, homes[:, 1] - place.y, homes[:, 2] - place.z
    squared: npt.NDArray[np.float64] = dx * dx + dy * dy + dz * dz
    return squared


@cache
def thresholds() -> npt.NDArray[np.float64]:
    """The squared chord from which a distance is more than 0, 1, 2 … tenths of a mile."""
    return np.fromiter(map(threshold, range(FARTHEST_TENTHS)), np.float64, FARTHEST_TENTHS)


def limits(tenths: Ints) -> Floats:
    """The squared chord from which a place is farther than so many tenths of a mile."""
    farthest = np.append(thresholds(), np.inf)
    reached: Floats = farthest[np.clip(tenths, 0, FARTHEST_TENTHS)]
    return reached
