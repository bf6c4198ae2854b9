"""Columns or rows as PostgreSQL's binary COPY, in one piece: no row of many is an object of ours.

A row is the number of its fields, and of each field its length and its bytes; of a null the length
is -1. Numbers are big-endian.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt

from agency.matching.tables import Bools, Ints, Longs

HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TAIL = b"\xff\xff"
NULL = -1
JSONB = b"\1"
DECIMAL = 10
ZERO, MINUS, SPACE = b"0- "

_COUNT, _LENGTH = Struct(">h"), Struct(">i")
_NULL = _LENGTH.pack(NULL)

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Field:
    """One field of each row: its bytes from the left, in as much room as the longest takes.

    ``length`` is how many of them count, NULL for a null.
    """

    length: Ints
    room: Bytes


def numbers(values: npt.NDArray[Any], dtype: str = ">i4") -> Field:
    """Whole numbers, of four bytes unless ``dtype`` says otherwise."""
    sent = np.ascontiguousarray(values.astype(dtype))
    room = sent.view(np.uint8).reshape(len(values), sent.itemsize)
    return Field(np.full(len(values), sent.itemsize, np.int32), room)


def flags(values: Bools) -> Field:
    """Yes and no."""
    return numbers(values, ">i1")


def words(chosen: Ints | Longs, known: Sequence[str]) -> Field:
    """Texts as numbers of those that are known; BLANK is a null."""
    texts = [word.encode() for word in known]
    width = max(map(len, texts), default=0)
    padded = b"".join(text.ljust(width, b"\0") for text in texts) + bytes(width)
    room = np.frombuffer(padded, np.uint8).reshape(len(texts) + 1, width)
    lengths = np.array([*map(len, texts), NULL], np.int32)
    # BLANK leads to the last.
    return Field(lengths[chosen], room[chosen])


def lists_of_numbers(rows: npt.NDArray[Any]) -> Field:
    """Each row as a JSON list in a column of jsonb; blanks before a number mean nothing there."""
    parts = [_digits(column) for column in rows.T]
    comma, ends = _same(len(rows), b","), (_same(len(rows), JSONB + b"["), _same(len(rows), b"]"))
    between = [part for digits in parts for part in (comma, digits)][1:]
    room = np.hstack([ends[0], *between, ends[1]])
    return Field(np.full(len(rows), room.shape[1], np.int32), room)


def _same(count: int, text: bytes) -> Bytes:
    return np.broadcast_to(np.frombuffer(text, np.uint8), (count, len(text)))


def _digits(values: npt.NDArray[Any]) -> Bytes:
    """The digits of whole numbers, as wide as the widest, with blanks before them."""
    left = np.abs(values.astype(np.int64))
    minus = bool((values < 0).any())
    width = len(str(int(left.max(initial=0)))) + minus
    room = np.full((len(values), width), SPACE, np.uint8)
    room[:, -1] = ZERO
    for place in range(width - 1, minus - 1, -1):
        said = left > 0
        room[said, place] = (left[said] % DECIMAL) + ZERO
        left //= DECIMAL
    if minus:
        first = np.argmax(room != SPACE, axis=1) - 1
        below = np.flatnonzero(values < 0)
        room[below, first[below]] = MINUS
    return room


def copy_of_fields(fields: Sequence[Field]) -> bytes:
    """Rows given field by field, as one COPY."""
    count, head = len(fields[0].length), np.frombuffer(_COUNT.pack(len(fields)), np.uint8)
    parts = [np.broadcast_to(head, (count, len(head)))]
    for field in fields:
        parts += [numbers(field.length).room, field.room]
    room = np.hstack(parts)
    used = np.ones(room.shape, np.bool_)
    end = len(head)
    for field in fields:
        start, end = end + _LENGTH.size, end + _LENGTH.size + field.room.shape[1]
        if (field.length < end - start).any():
            used[:, start:end] = np.arange(end - start) < field.length[:, None]
    return b"".join((HEAD, room[used].tobytes(), TAIL))


def copy_of_rows(rows: Iterable[Sequence[bytes | None]]) -> bytes:
    """Rows whose fields are bytes already, as one COPY; for tables of few rows, or of long ones."""
    pieces = [HEAD]
    for row in rows:
        pieces.append(_COUNT.pack(len(row)))
        for value in row:
            pieces += (_NULL,) if value is None else (_LENGTH.pack(len(value)), value)
    return b"".join([*pieces, TAIL])
