"""The file of refused rows: their own columns, and line, column and reason beside them."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from agency.errors import Unreadable
from agency.exchange.header import REPORT_COLUMNS, Header
from agency.exchange.report import RefusedRow


class RejectsFile:
    """An open file of refused rows; ``bytes`` is how much of it is sure to be on the disk."""

    def __init__(self, stream: BinaryIO, header: Header) -> None:
        self._stream = stream
        self._own = [i for i, name in enumerate(header.names) if name not in REPORT_COLUMNS]
        self._names = [header.names[index] for index in self._own]
        self._width = len(header.names)
        self.bytes = stream.tell()

    def begin(self) -> None:
        """Write the header."""
        self._write([[*self._names, *REPORT_COLUMNS]])

    def add(self, refused: Iterable[RefusedRow]) -> None:
        """Write rows and wait until they are on the disk."""
        self._write([self._row(row) for row in refused])

    def go_back(self, length: int) -> None:
        """Take back what was written behind ``length``: its batch did not go in."""
        self._stream.truncate(length)
        self._stream.seek(length)
        self.bytes = length

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
        self._stream.write(text.getvalue().encode("utf-8", "surrogateescape"))
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self.bytes = self._stream.tell()


@contextmanager
def open_rejects(
    path: Path | None, source: Path, header: Header, kept: int
) -> Iterator[RejectsFile | None]:
    """Open the file anew or, if its first ``kept`` bytes are of this import, behind them."""
    if path is None:
        yield None
        return
    with _opened(path, source, kept) as stream:
        rejects = RejectsFile(stream, header)
        if not rejects.bytes:
            rejects.begin()
        yield rejects


def holds(path: Path | None, kept: int) -> bool:
    """Whether the file still has the bytes an earlier part of this import wrote."""
    return path is not None and kept > 0 and path.is_file() and path.stat().st_size >= kept


def _opened(path: Path, source: Path, kept: int) -> BinaryIO:
    try:
        if path.exists() and path.samefile(source):
            raise Unreadable(f"{path}: expected another file for the refused rows than the input")
        if not holds(path, kept):
            return path.open("wb")
        stream = path.open("r+b")
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error
    stream.truncate(kept)
    stream.seek(kept)
    return stream
