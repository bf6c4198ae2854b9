"""Reading the file of a list, row by row: the whole file is right or none of it is taken.

A row that is broken may be the end of a download that was cut off, and whoever is missing from a
full file would count as reinstated. So such a file is refused, and says where.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BufferedReader
from pathlib import Path

from agency.errors import Unreadable
from agency.fields.known_tables import other_kind
from agency.screening.entries import Entry, Row
from agency.screening.models import ADDITIONS, FULL, REINSTATEMENTS
from agency.screening.sources.interface import Layout, Source

ZIP_MAGIC = b"PK\x03\x04"
LONGEST_LINE = 100_000


@dataclass
class Survey:
    """What a file is, found by reading it once: nothing is kept of its rows but their number.

    ``newest`` is the latest day in it that is not after the day on which it is read; ``standing``
    are the fingerprints of who was not reinstated.
    """

    sha256: str
    rows: int = 0
    people: int = 0
    reinstated: int = 0
    newest: date | None = None
    twice: int = 0
    fingerprints: set[str] = field(default_factory=set)
    standing: set[str] = field(default_factory=set)

    def kind(self, supplement: bool, file_name: str) -> str:
        """Which of the three kinds it is; raises Unreadable for a supplement that is of two."""
        if not supplement:
            return FULL
        if self.reinstated and self.reinstated != self.people:
            raise Unreadable(
                f"{file_name}: expected a supplement of exclusions, without days in REINDATE, or"
                f" of reinstatements, with one in each row; {self.reinstated} of {self.people} rows"
                " about people have one"
            )
        return REINSTATEMENTS if self.reinstated else ADDITIONS


def survey(file: Path, source: Source, today: date, name: str) -> Survey:
    """Read a file to its end; raises Unreadable where any of it is not as it should be.

    ``name`` is what the file is called.
    """
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    found = Survey(digest)
    for entry in entries(file, source, name, found):
        found.people += 1
        found.reinstated += entry.reinstated_on is not None
        found.twice += entry.fingerprint in found.fingerprints
        found.fingerprints.add(entry.fingerprint)
        if entry.reinstated_on is None:
            found.standing.add(entry.fingerprint)
        days = (entry.listed_on, entry.reinstated_on)
        known = [one for one in days if one is not None and one <= today]
        found.newest = max([*known, *filter(None, [found.newest])], default=None)
    if not found.rows:
        raise Unreadable(f"{name}: expected rows behind the header, and there are none")
    return found


def require_header(file: Path, source: Source, name: str) -> None:
    """Raises Unreadable for a file that does not begin as one of the source does."""
    with file.open("rb") as stream:
        next(_rows(stream, source.layout, name), None)


def entries(file: Path, source: Source, name: str, counts: Survey | None = None) -> Iterator[Entry]:
    """The rows about people, in the order of the file, one at a time; all rows are counted."""
    with file.open("rb") as stream:
        for row in _rows(stream, source.layout, name):
            if counts is not None:
                counts.rows += 1
            entry = source.entry(row)
            if entry is not None:
                yield entry


def _rows(stream: BufferedReader, layout: Layout, name: str) -> Iterator[Row]:
    if stream.peek(4).startswith(ZIP_MAGIC):
        raise Unreadable(f"{name}: expected a CSV file; this one is packed: unpack it first")
    if other := other_kind(stream.peek(1), layout.columns):
        raise Unreadable(f"{name}: expected a file of {layout.short}; {other}")
    reader = csv.reader(_lines(stream, name), strict=True)
    try:
        header = [one.strip() for one in next(reader, [])]
        _require_columns(header, layout, name)
        for cells in reader:
            if not any(map(str.strip, cells)):
                continue
            if len(cells) != len(header):
                raise Unreadable(
                    f"{name}, line {reader.line_num}: expected {len(header)} cells, as in the"
                    f" header, not {len(cells)}; was the download cut off?"
                )
            yield dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise Unreadable(f"{name}, line {reader.line_num}: {error}; expected CSV") from error


def _require_columns(header: list[str], layout: Layout, name: str) -> None:
    missing = [one for one in layout.columns if one not in header]
    if missing:
        raise Unreadable(
            f"{name}: expected the columns of {layout.short}; there is no {', '.join(missing)}"
        )
    if doubled := sorted({one for one in header if header.count(one) > 1}):
        raise Unreadable(f"{name}: expected each column once; {', '.join(doubled)} stands twice")


def _lines(stream: BufferedReader, name: str) -> Iterator[str]:
    """Lines as text: UTF-8, and where a line is none, the code page of the publishers' machines."""
    for number, line in enumerate(stream, 1):
        if len(line) > LONGEST_LINE:
            raise Unreadable(
                f"{name}, line {number}: expected a line of at most {LONGEST_LINE} bytes"
            )
        bare = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        try:
            text = bare.decode("utf-8")
        except UnicodeDecodeError:
            text = bare.decode("cp1252", "replace")
        yield text.replace("\0", "")
