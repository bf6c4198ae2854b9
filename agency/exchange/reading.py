"""Reading a CSV file row by row: whatever is in it, one bad row spoils no other."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from agency.errors import Problem, Unreadable
from agency.exchange.formulas import unprotect
from agency.exchange.header import Header, read_header
from agency.exchange.lines import LONGEST_LINE, NumberedLines
from agency.fields.schema import shown

# A cell may hold line breaks between its quotes, but not the rest of the file.
MOST_LINES_OF_A_ROW = 100
OPEN_QUOTE = "unexpected end of data"  # what the csv module says of it
HALF_A_PAIR = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its first physical line, its cells, and its known columns or what is wrong."""

    line: int
    cells: list[str]
    values: dict[str, str]
    problem: Problem | None = None


class CsvFile:
    """An open file whose header has been read; ``rows`` streams what follows.

    ``hash`` is the SHA-256 of its bytes, of which there are ``bytes``.
    """

    def __init__(self, stream: BufferedReader, columns: Sequence[str], optional: Collection[str]):
        self._stream = stream
        self.hash = hashlib.file_digest(stream, "sha256").hexdigest()
        self.bytes = stream.tell()
        stream.seek(0)
        self._lines = NumberedLines(stream)
        self.header: Header = read_header(self._lines, columns, optional)

    @property
    def bytes_read(self) -> int:
        return self._stream.tell()

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank, in order."""
        for number, line in self._lines:
            if len(line) > LONGEST_LINE:
                yield self._too_long(number, line)
            elif line.strip() and (row := self._row(number, line)) is not None:
                yield row

    def _row(self, number: int, line: bytes) -> Row | None:
        text = line.decode("utf-8", "surrogateescape")
        try:
            cells = next(csv.reader((text,), strict=True), [])
        except csv.Error as error:
            whole = self._closed(text) if str(error) == OPEN_QUOTE else None
            if whole is None:
                return _unparsed(number, text, str(error))
            cells = whole
        return self._checked(number, cells) if any(map(str.strip, cells)) else None

    def _closed(self, text: str) -> list[str] | None:
        """The cells of a row that goes on over the next lines, if it ends as a row should."""
        reader = csv.reader(self._going_on(text), strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            return None
        if len(cells) != len(self.header.names):
            return None
        self._lines.skip(reader.line_num - 1)
        return cells

    def _going_on(self, text: str) -> Iterator[str]:
        yield f"{text}\n"
        length = len(text)
        for line in self._lines.following(MOST_LINES_OF_A_ROW):
            length += len(line)
            if length > LONGEST_LINE:
                return
            yield line.decode("utf-8", "surrogateescape") + "\n"

    def _checked(self, number: int, cells: list[str]) -> Row:
        wanted = len(self.header.names)
        if len(cells) != wanted:
            problem = Problem("", f"{len(cells)} cells", f"{wanted} cells, as in the header")
            return Row(number, cells, {}, problem)
        text = "".join(cells)
        if not text.isascii() and (invalid := self._invalid_byte(cells)):
            return Row(number, cells, {}, invalid)
        if "'" in text:
            values = {name: unprotect(cells[index]) for name, index in self.header.known}
        else:
            values = {name: cells[index] for name, index in self.header.known}
        return Row(number, cells, values)

    def _invalid_byte(self, cells: list[str]) -> Problem | None:
        """The first byte that is not UTF-8; decoding left it as half a surrogate pair."""
        for name, cell in zip(self.header.names, cells, strict=True):
            if found := HALF_A_PAIR.search(cell):
                byte = f"text in UTF-8, which the byte 0x{ord(found[0]) - 0xDC00:02X} is not"
                return Problem(name, shown(cell), byte)
        return None

    def _too_long(self, number: int, line: bytes) -> Row:
        start = line[:200].decode("utf-8", "replace")
        problem = Problem("", shown(start), f"a line of at most {LONGEST_LINE} bytes")
        return Row(number, [start], {}, problem)


def _unparsed(number: int, text: str, error: str) -> Row:
    """A line that is no row; its cells as a lenient reader sees them, for the rejects file."""
    expected = "cells as CSV writes them"
    if error == OPEN_QUOTE:
        expected = "a closing quote"
    elif "new-line" in error:
        expected = "line breaks (here U+000D) between quotes only"
    elif "limit" in error:
        expected = f"cells of at most {csv.field_size_limit()} characters"
    elif "expected after" in error:
        expected = "a comma or the end of the line after a closing quote"
    return Row(number, [text], {}, Problem("", shown(text), expected))


@contextmanager
def open_csv(
    path: Path, name: str, columns: Sequence[str], optional: Collection[str] = ()
) -> Iterator[CsvFile]:
    """Open ``path`` and read its header; raises Unreadable, which says ``name`` and the reason."""
    with _opened(path, name) as stream:
        try:
            file = CsvFile(stream, columns, optional)
        except Unreadable as error:
            raise Unreadable(f"{name}: {error}") from error
        yield file


@contextmanager
def _opened(path: Path, name: str) -> Iterator[BufferedReader]:
    try:
        if path.exists() and not path.is_file():
            raise Unreadable(f"{name}: expected a file that can be read from its beginning")
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Unreadable(f"{name}: {reason}") from error
    with stream:
        yield stream
