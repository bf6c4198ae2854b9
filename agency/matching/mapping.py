"""Snapshots as files whose columns are mapped, so that the processes of a machine share them.

A file is a mark, the length of its head, the head as `agency.matching.packing` has it, and the
arrays as they are in memory, each at a multiple of 64 bytes.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Sequence
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from agency.matching.packing import put_together, taken_apart
from agency.matching.snapshot import Snapshot

MARK = b"tenens facts\n\0\0\0"
LENGTH_BYTES = 8
# What no processor minds an array to begin at.
ALIGNED = 64


class Unmappable(ValueError):
    """What lies in a file is no snapshot."""


def write_columns(file: IO[bytes], snapshot: Snapshot) -> None:
    """Write a snapshot into an empty file, for `mapped`."""
    head, arrays = taken_apart(snapshot)
    file.write(MARK + len(head).to_bytes(LENGTH_BYTES, "big") + head)
    for array in arrays:
        file.write(bytes(_gap(file.tell())))
        file.write(np.ascontiguousarray(array).data)
    file.write(bytes(_gap(file.tell())))


def mapped(descriptor: int) -> Snapshot:
    """The snapshot in an open file, its columns where they lie; the descriptor may be closed.

    Its facts are not checked. Raises Unmappable and, of a head that says something else, whatever
    comes of it. Pages are this process's own only once it writes to them, which nobody does; they
    are not made read-only because compiled code would have to be compiled for such arrays as well.
    """
    size = os.fstat(descriptor).st_size
    if size < len(MARK) + LENGTH_BYTES:
        raise Unmappable(f"{size} bytes are too few")
    content = mmap.mmap(descriptor, size, access=mmap.ACCESS_COPY)
    begins = len(MARK) + LENGTH_BYTES
    end = begins + int.from_bytes(content[len(MARK) : begins], "big")
    if content[: len(MARK)] != MARK or end > size:
        raise Unmappable("it does not begin as a snapshot does")
    columns = _Columns(content, end)
    snapshot = put_together(content[begins:end], columns.next)
    if columns.place != size:
        raise Unmappable(f"it has {size} bytes; its head speaks of {columns.place}")
    return snapshot


class _Columns:
    """The arrays of a mapped file, one after the other; ``place`` is where the next begins."""

    def __init__(self, content: mmap.mmap, end_of_head: int) -> None:
        self._content = content
        self.place = _beyond(end_of_head)

    def next(self, dtype: str, shape: Sequence[int]) -> npt.NDArray[Any]:
        kind = np.dtype(dtype)
        if kind.hasobject:
            raise Unmappable(f"a column of {dtype}, which are addresses in another's memory")
        array: npt.NDArray[Any] = np.ndarray(shape, kind, self._content, self.place)
        self.place = _beyond(self.place + array.nbytes)
        return array


def _gap(place: int) -> int:
    """How many bytes are missing up to where an array may begin."""
    return -place % ALIGNED


def _beyond(place: int) -> int:
    return place + _gap(place)
