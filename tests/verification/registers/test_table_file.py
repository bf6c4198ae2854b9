"""Files as they are published: with marks, quotes and archives; and such as cannot be read."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.errors import Unreadable
from agency.verification.registers.records import BadRow
from agency.verification.registers.table_file import LONGEST_LINE, Row, opened

COLUMNS = ("a", "b")


def rows_of(path: Path) -> list[Row | BadRow]:
    with opened(path, path.name, COLUMNS) as file:
        return list(file.rows())


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    return path


def zipped(tmp_path: Path, **members: bytes) -> Path:
    path = tmp_path / "file.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return path


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\n1,2\n", [(2, ["1", "2"])]),
        (b"\xef\xbb\xbfa,b\r\n1,2\r\n", [(2, ["1", "2"])]),
        (b'"a","b"\n"1, and more","2 ""two"""\n', [(2, ["1, and more", '2 "two"'])]),
        (b"c,b,a\n3,2,1\n", [(2, ["3", "2", "1"])]),
        (b"a,b\n\n1,2\n , \n\n3,4", [(3, ["1", "2"]), (4, [" ", " "]), (6, ["3", "4"])]),
        (b"a,b\n", []),
    ],
)
def test_rows_are_numbered_by_their_lines(tmp_path: Path, content: bytes, rows: list[Row]) -> None:
    assert rows_of(written(tmp_path, content)) == rows


def test_an_archive_with_one_file_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path, data_csv=b"a,b\n1,2\n", readme_txt=b"hello")
    assert rows_of(path) == [(2, ["1", "2"])]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"1,2,3", "2 cells, as in the header"),
        (b"1", "2 cells, as in the header"),
        (b'1,"2', "cells as CSV writes them, with a closing quote"),
        (b"1,\xff", "text in UTF-8"),
        (b"1," + b"x" * LONGEST_LINE, f"a line of at most {LONGEST_LINE} bytes"),
    ],
    ids=["many", "few", "quote", "utf-8", "long"],
)
def test_a_bad_line_is_told_and_spoils_no_other(tmp_path: Path, line: bytes, expected: str) -> None:
    bad, good = rows_of(written(tmp_path, b"a,b\n" + line + b"\n3,4\n"))
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.problem.expected) == (2, expected)
    assert good == (3, ["3", "4"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "expected a file of the register; this one is empty"),
        (b"%PDF-1.7\n", "this one is a PDF"),
        (b"c,d\n", "line 1: expected the columns a, b, which are missing"),
        (b"a,c\n", "line 1: expected the columns b, which is missing"),
        (b"a,b,b\n", "b is there twice"),
        (b"\xff\xfea\x00,\x00b\x00\n", "in UTF-8"),
        (b"PK\x03\x04nonsense", "expected a ZIP archive that can be read"),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_name(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(Unreadable, match=r"file\.csv: ") as told:
        rows_of(written(tmp_path, content))
    assert words in str(told.value)


def test_an_archive_with_several_files_or_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"one \.csv file; it has 2"):
        rows_of(zipped(tmp_path, one_csv=b"a,b\n", two_csv=b"a,b\n"))
    with pytest.raises(Unreadable, match="it has 0"):
        rows_of(zipped(tmp_path, readme_txt=b"hello"))


def test_an_archive_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, data_csv=b"a,b\n" + b"1,2\n" * 10_000)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(Unreadable, match=r"file\.zip: "):
        rows_of(path)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_STORED]
)
@given(at=st.integers(0), byte=st.integers(1, 255))
def test_an_archive_that_is_damaged_anywhere_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, method: int, at: int, byte: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    lines = b"".join(b"%d,%d\n" % (number, number * number) for number in range(2000))
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("data.csv", b"a,b\n" + lines)
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= byte
    path.write_bytes(content)
    with suppress(Unreadable):
        rows_of(path)


def test_there_must_be_a_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"gone\.csv: No such file"):
        rows_of(tmp_path / "gone.csv")
