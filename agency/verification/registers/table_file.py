"""The rows of a file of comma-separated values, or of a ZIP archive with one, streamed.

A row stands in one line: a bad one spoils no other, and memory stays small whatever the file.
"""

from __future__ import annotations

import csv
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO

from agency.errors import Problem, Unreadable
from agency.fields.known_tables import other_kind
from agency.fields.schema import shown
from agency.verification.registers.records import BadRow

LONGEST_LINE = 1 << 16
BLOCK = 1 << 16
# Of a line that cannot be read.
MOST_SHOWN = 80
BOM = b"\xef\xbb\xbf"
ZIP = b"PK\x03\x04"
# What reading an archive raises where it is broken; of BZIP2 it is an OSError without a number.
BROKEN = (zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError)
# So often whoever waits is told how far it has come.
LINES_BETWEEN = 1 << 14
# Each a line of the file, from 1, with its cells.
Row = tuple[int, list[str]]
# Is told bytes read and bytes in all.
Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Nobody waits."""


class TableFile:
    """An open file whose header has been read; ``places`` are those of the columns asked for."""

    def __init__(self, stream: IO[bytes], columns: Sequence[str], tell: Callable[[], None]) -> None:
        self._stream, self._tell = stream, tell
        self.names = _header(stream.readline(LONGEST_LINE + 1), columns)
        self.places = {name: self.names.index(name) for name in columns}

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row that is not blank, in order."""
        width = len(self.names)
        lines = iter(partial(self._stream.readline, LONGEST_LINE + 1), b"")
        for number, line in enumerate(lines, 2):
            if not number % LINES_BETWEEN:
                self._tell()
            if len(line) > LONGEST_LINE:
                self._skip_line(line)
                yield _bad(number, line, f"a line of at most {LONGEST_LINE} bytes")
                continue
            try:
                text = line.decode().rstrip("\r\n")
            except UnicodeDecodeError:
                yield _bad(number, line, "text in UTF-8")
                continue
            cells = text.split(",") if '"' not in text else _quoted(text)
            if cells is None:
                yield _bad(number, text, "cells as CSV writes them, with a closing quote")
            elif len(cells) == width:
                yield number, cells
            elif any(cell.strip() for cell in cells):
                wanted = f"{width} cells, as in the header"
                yield BadRow(number, Problem("", f"{len(cells)} cells", wanted), tuple(cells))

    def _skip_line(self, line: bytes) -> None:
        while line and not line.endswith(b"\n"):
            line = self._stream.readline(BLOCK)


def _quoted(text: str) -> list[str] | None:
    try:
        return next(csv.reader((text,), strict=True), [])
    except csv.Error:
        return None


def _bad(line: int, said: bytes | str, expected: str) -> BadRow:
    text = said if isinstance(said, str) else said.decode("utf-8", "replace")
    cells = tuple(cell.strip().strip('"') for cell in text.split(","))
    return BadRow(line, Problem("", shown(text[:MOST_SHOWN]), expected), cells)


def _header(line: bytes, columns: Sequence[str]) -> list[str]:
    """The names of all columns; raises Unreadable where it is another file."""
    if other := other_kind(line, columns):
        raise Unreadable(f"expected a file of the register; {other}")
    wanted = f"line 1: expected the columns {', '.join(columns)}"
    try:
        cells = _quoted(line.removeprefix(BOM).decode().rstrip("\r\n")) or []
    except UnicodeDecodeError as error:
        raise Unreadable(f"{wanted}, in UTF-8") from error
    names = [name.strip() for name in cells]
    missing = [name for name in columns if name not in names]
    if missing:
        raise Unreadable(
            f"line 1: expected the columns {', '.join(missing)}, which {_is(missing)} missing"
        )
    twice = [name for name in columns if names.count(name) > 1]
    if twice:
        raise Unreadable(f"{wanted}, each once; {', '.join(twice)} {_is(twice)} there twice")
    return names


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


@contextmanager
def opened(
    path: Path, name: str, columns: Sequence[str], progress: Progress = silent
) -> Iterator[TableFile]:
    """Open ``path``, plain or in a ZIP archive; raises Unreadable, which names the file."""
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(path.open("rb"))
            size = path.stat().st_size
            zipped = raw.read(len(ZIP)) == ZIP
            raw.seek(0)
            stream = stack.enter_context(_member(raw)) if zipped else raw
            file = TableFile(stream, columns, lambda: progress(raw.tell(), size))
        except Unreadable as error:
            raise Unreadable(f"{name}: {error}") from error
        except OSError as error:
            raise Unreadable(f"{name}: {error.strerror or error}") from error
        except (*BROKEN, RuntimeError, NotImplementedError) as error:
            raise Unreadable(f"{name}: expected a ZIP archive that can be read") from error
        try:
            yield file
        except (*BROKEN, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise Unreadable(f"{name}: the archive is damaged or cut off") from error


def _member(raw: BinaryIO) -> IO[bytes]:
    """The one CSV file of an archive."""
    archive = zipfile.ZipFile(raw)
    named = [one for one in archive.namelist() if one.lower().endswith(".csv")]
    if len(named) != 1:
        raise Unreadable(f"expected an archive with one .csv file; it has {len(named)}")
    return archive.open(named[0])
