"""The header of a CSV file: which column stands where; without one a file is unreadable."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from agency.errors import Unreadable
from agency.exchange.lines import LONGEST_LINE, NumberedLines

BOM = b"\xef\xbb\xbf"
# What we write into a file of refused rows beside the row itself; ignored when it comes back.
REPORT_COLUMNS = ("line", "column", "refused_because")
OTHER_FORMATS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"PK\x03\x04": "an Excel workbook or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
}
DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class Header:
    """The names as they stand, the known ones with their places, and those nobody knows."""

    names: tuple[str, ...]
    known: tuple[tuple[str, int], ...]
    unknown: tuple[str, ...]


def read_header(lines: NumberedLines, columns: Sequence[str], optional: Collection[str]) -> Header:
    """The header of a file that should have ``columns``; raises Unreadable, naming the line."""
    try:
        return _read(lines, columns, optional)
    except Unreadable as error:
        raise Unreadable(f"line {max(lines.number, 1)}: {error}") from error


def _read(lines: NumberedLines, columns: Sequence[str], optional: Collection[str]) -> Header:
    _number, line = next(lines, (0, b""))
    text = _text(line, columns)
    names = _names(text, columns)
    _refuse_duplicates(names)
    _refuse_missing(text, names, columns, optional)
    return Header(
        names,
        tuple((name, names.index(name)) for name in columns if name in names),
        tuple(name for name in names if name and name not in (*columns, *REPORT_COLUMNS)),
    )


def _text(line: bytes, columns: Sequence[str]) -> str:
    for start, kind in OTHER_FORMATS.items():
        if line.startswith(start):
            raise Unreadable(f"expected a CSV file in UTF-8; this looks like {kind}")
    if b"\0" in line:
        raise Unreadable("expected a CSV file in UTF-8; this looks like UTF-16 or a binary file")
    if b"\r" in line:
        raise Unreadable("expected lines that end in LF or CRLF; these end in CR alone")
    if len(line) > LONGEST_LINE or not line.removeprefix(BOM).strip():
        raise Unreadable(f"expected a first line with the columns {', '.join(columns)}")
    try:
        return line.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        byte = line.removeprefix(BOM)[error.start]
        raise Unreadable(f"expected UTF-8; the first line holds the byte 0x{byte:02X}") from error


def _names(text: str, columns: Sequence[str]) -> tuple[str, ...]:
    try:
        return tuple(name.strip() for name in next(csv.reader([text], strict=True)))
    except csv.Error as error:
        raise Unreadable(f"expected a first line with the columns {', '.join(columns)}") from error


def _refuse_duplicates(names: tuple[str, ...]) -> None:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise Unreadable(f"expected every column once; {', '.join(twice)} stands twice")


def _refuse_missing(
    text: str, names: tuple[str, ...], columns: Sequence[str], optional: Collection[str]
) -> None:
    missing = [name for name in columns if name not in names and name not in optional]
    if not missing:
        return
    for delimiter, plural in DELIMITERS.items():
        if len(names) == 1 and delimiter in text:
            raise Unreadable(f"expected commas between the columns; this file has {plural}")
    raise Unreadable(
        f"expected the columns {', '.join(columns)}; {', '.join(missing)}"
        f" {'is' if len(missing) == 1 else 'are'} missing"
    )
