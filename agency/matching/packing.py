"""Snapshots as bytes, compact and quick to load; equal snapshots are equal bytes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
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
    """Head and arrays, compressed: the head is JSON and names every array in its order."""
    parts = dict(parts_of(snapshot.pool))
    arrays = {path: part for path, part in parts.items() if isinstance(part, np.ndarray)}
    said = {
        "format": FORMAT,
        "openings": [opening.as_json() for opening in snapshot.openings],
        "rest": {path: part for path, part in parts.items() if path not in arrays},
        "arrays": {path: shape_of(array) for path, array in arrays.items()},
    }
    head = json.dumps(said, separators=(",", ":")).encode()
    pieces = [len(head).to_bytes(LENGTH_BYTES, "big"), head, *map(_sliced, arrays.values())]
    return zlib.compress(b"".join(pieces), LEVEL)


def unpacked(data: bytes) -> Snapshot:
    """What `packed` was given; raises OtherFormat."""
    content = memoryview(zlib.decompress(data))
    end = LENGTH_BYTES + int.from_bytes(content[:LENGTH_BYTES], "big")
    said = json.loads(bytes(content[LENGTH_BYTES:end]))
    if said["format"] != FORMAT:
        raise OtherFormat(said["format"])
    openings = tuple(Opening.from_json(opening) for opening in said["openings"])
    return Snapshot(from_parts(Pool, dict(_parts(said, content[end:]))), openings)


def _parts(said: dict[str, Any], content: memoryview) -> Iterator[tuple[str, Part]]:
    for path, part in said["rest"].items():
        yield path, tuple(part) if isinstance(part, list) else part
    for path, (dtype, shape) in said["arrays"].items():
        array = np.empty(shape, dtype)
        yield path, _joined(content[: array.nbytes], array)
        content = content[array.nbytes :]


def _sliced(array: npt.NDArray[Any]) -> bytes:
    """First the first bytes of all elements, then the second: what is alike stands together."""
    flat = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    return flat.reshape(-1, array.itemsize).T.tobytes()


def _joined(content: memoryview, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Fill ``array`` with what `_sliced` wrote."""
    elements = array.reshape(-1).view(np.uint8).reshape(-1, array.itemsize)
    elements[:] = np.frombuffer(content, np.uint8).reshape(array.itemsize, -1).T
    return array
