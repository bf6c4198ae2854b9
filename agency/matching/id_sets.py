"""Sets of row ids as few bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt


def packed_ids(ids: Iterable[int] | npt.NDArray[np.int64]) -> bytes:
    """The ids as compressed distances between neighbours; no ids are no bytes."""
    ordered = np.sort(ids if isinstance(ids, np.ndarray) else np.fromiter(ids, np.int64))
    if not len(ordered):
        return b""
    steps = ordered.astype("<i8")
    steps[1:] -= ordered[:-1]
    again = steps == 0
    again[0] = False
    return zlib.compress(steps[~again].tobytes(), 1)


def unpacked_ids(data: bytes) -> frozenset[int]:
    """The ids that `packed_ids` was given."""
    return frozenset(unpacked_array(data).tolist())


def unpacked_array(data: bytes) -> npt.NDArray[np.int64]:
    """The same in their order."""
    if not data:
        return np.zeros(0, np.int64)
    return np.cumsum(np.frombuffer(zlib.decompress(data), "<i8"), dtype=np.int64)
