"""The file of refused rows: their own columns, and line, column and reason beside them."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from agency.errors import Unreadable
from agency.exchange.header import REPORT_COLUMNS, Header
from agency.exchange.report import RefusedRow

BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Written:
    """How much of the file is sure to be on the disk, and the SHA-256 of that much."""

    bytes: int = 0
    hash: str = ""


class RejectsFile:
    """An open file of refused rows; what was in it before goes on."""

    def __init__(self, path: Path, stream: BinaryIO, header: Header) -> None:
        self._path = path
        self._stream = stream
        self._own = [i for i, name in enumerate(header.names) if name not in REPORT_COLUMNS]
        self._names = [header.names[index] for index in self._own]
        self._width = len(header.names)
        self._hash = _hash_of(stream, path.stat().st_size)
        if not stream.tell():
            self._write([[*self._names, *REPORT_COLUMNS]])

    @property
    def written(self) -> Written:
        return Written(self._stream.tell(), self._hash.hexdigest())

    def add(self, refused: Iterable[RefusedRow]) -> None:
        """Write rows and wait until they are on the disk; raises Unreadable if they cannot be."""
        self._write([self._row(row) for row in refused])

    def go_back(self, before: Written) -> None:
        """Take back what was written since: its batch did not go in."""
        self._stream.truncate(before.bytes)
        self._hash = _hash_of(self._stream, before.bytes)

    def _row(self, row: RefusedRow) -> list[str]:
        cells = [*row.cells, *[""] * (self._width - len(row.cells))]
        reasons = [str(problem) if problem.field else problem.expected for problem in row.problems]
        surplus = ["the row also held " + ",".join(row.cells[self._width :])]
        told = reasons + surplus * (len(row.cells) > self._width)
        columns = ";".join(problem.field for problem in row.problems)
        return [*(cells[i] for i in self._own), str(row.line), columns, "; ".join(told)]

    def _write(self, rows: list[list[str]]) -> None:
        if not rows:
            return
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        # Bytes that are not UTF-8 go out as they came in.
        written = text.getvalue().encode("utf-8", "surrogateescape")
        try:
            self._stream.write(written)
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise Unreadable(f"{self._path}: {error.strerror or error}") from error
        self._hash.update(written)


@contextmanager
def open_rejects(
    path: Path | None, source: Path, header: Header, kept: Written
) -> Iterator[RejectsFile | None]:
    """Open the file anew or, if it begins with what this import wrote before, behind that."""
    if path is None:
        yield None
        return
    with _opened(path, source, kept) as stream:
        yield RejectsFile(path, stream, header)


def begins_with(path: Path | None, kept: Written) -> bool:
    """Whether the file still begins with what an earlier part of this import wrote."""
    if path is None or not kept.bytes or not path.is_file() or path.stat().st_size < kept.bytes:
        return False
    with path.open("rb") as stream:
        return _hash_of(stream, kept.bytes).hexdigest() == kept.hash


def _hash_of(stream: BinaryIO, length: int) -> hashlib._Hash:
    """The hash of the first ``length`` bytes; the stream stands behind them afterwards."""
    found = hashlib.sha256()
    stream.seek(0)
    while length and (block := stream.read(min(length, BLOCK))):
        found.update(block)
        length -= len(block)
    return found


def _opened(path: Path, source: Path, kept: Written) -> BinaryIO:
    try:
        if path.exists() and path.samefile(source):
            raise Unreadable(f"{path}: expected another file for the refused rows than the input")
        if not begins_with(path, kept):
            return path.open("w+b")
        stream = path.open("r+b")
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error
    stream.truncate(kept.bytes)
    return stream
