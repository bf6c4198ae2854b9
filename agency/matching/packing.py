"""Snapshots as bytes, compact and quick to load; equal snapshots are equal bytes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from agency.errors import AgencyError
from agency.matching.parts import Part, from_parts, parts_of, shape_of
from agency.matching.pool import Pool
from agency.matching.snapshot import Opening, Snapshot

FORMAT = 1
# Level 6 was measured to take four times as long and to save a tenth.
LEVEL = 1
LENGTH_BYTES = 8


class OtherFormat(AgencyError):
    """A snapshot was packed by a version that packs differently."""

    def __init__(self, found: object) -> None:
        super().__init__(f"the snapshot is packed in format {found}; format {FORMAT} was expected")


def packed(snapshot: Snapshot) -> bytes:
    """Head and arrays, compressed."""
    head, arrays = taken_apart(snapshot)
    pieces = [len(head).to_bytes(LENGTH_BYTES, "big"), head, *map(_sliced, arrays)]
    return zlib.compress(b"".join(pieces), LEVEL)


def taken_apart(snapshot: Snapshot) -> tuple[bytes, list[npt.NDArray[Any]]]:
    """The head, which is JSON and names every array in its order; and the arrays."""
    parts = dict(parts_of(snapshot.pool))
    arrays = {path: part for path, part in parts.items() if isinstance(part, np.ndarray)}
    said = {
        "format": FORMAT,
        "openings": [opening.as_json() for opening in snapshot.openings],
        "rest": {path: part for path, part in parts.items() if path not in arrays},
        "arrays": {path: shape_of(array) for path, array in arrays.items()},
    }
    return json.dumps(said, separators=(",", ":")).encode(), [*arrays.values()]


def unpacked(data: bytes) -> Snapshot:
    """What `packed` was given; raises OtherFormat."""
    content = memoryview(zlib.decompress(data))
    end = LENGTH_BYTES + int.from_bytes(content[:LENGTH_BYTES], "big")
    head, place = bytes(content[LENGTH_BYTES:end]), end

    def joined(dtype: str, shape: Sequence[int]) -> npt.NDArray[Any]:
        nonlocal place
        array = np.empty(shape, dtype)
        begins, place = place, place + array.nbytes
        return _joined(content[begins:place], array)

    return put_together(head, joined)


def put_together(head: bytes, array: Callable[[str, Sequence[int]], npt.NDArray[Any]]) -> Snapshot:
    """The snapshot of a head; ``array`` gives each array by its type and shape, in their order.

    Raises OtherFormat.
    """
    said = json.loads(head)
    if said["format"] != FORMAT:
        raise OtherFormat(said["format"])
    parts: dict[str, Part] = {
        path: tuple(part) if isinstance(part, list) else part for path, part in said["rest"].items()
    }
    parts |= {path: array(dtype, shape) for path, (dtype, shape) in said["arrays"].items()}
    openings = tuple(Opening.from_json(opening) for opening in said["openings"])
    return Snapshot(from_parts(Pool, parts), openings)


def _sliced(array: npt.NDArray[Any]) -> bytes:
    """First the first bytes of all elements, then the second: what is alike stands together."""
    flat = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    return flat.reshape(-1, array.itemsize).T.tobytes()


def _joined(content: memoryview, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Fill ``array`` with what `_sliced` wrote."""
    elements = array.reshape(-1).view(np.uint8).reshape(-1, array.itemsize)
    elements[:] = np.frombuffer(content, np.uint8).reshape(array.itemsize, -1).T
    return array
