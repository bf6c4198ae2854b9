"""A file whose header is not what it should be is not read at all, and the reason is said."""

from io import BytesIO

import pytest

from agency.errors import Unreadable
from agency.exchange.header import Header, read_header
from agency.exchange.lines import LONGEST_LINE, NumberedLines

COLUMNS = ("ref", "name", "note")


def header(content: bytes) -> Header:
    return read_header(NumberedLines(BytesIO(content)), COLUMNS, {"note"})


@pytest.mark.parametrize(
    "content",
    [
        b"ref,name,note\n",
        b"\xef\xbb\xbfref,name,note\r\n",
        b'"ref","name","note"',
        b" ref , name,note ",
    ],
)
def test_a_header_may_be_marked_quoted_and_spaced(content: bytes) -> None:
    assert header(content).known == (("ref", 0), ("name", 1), ("note", 2))


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_missing() -> None:
    found = header(b"name,ref\n")
    assert dict(found.known) == {"name": 0, "ref": 1}
    assert found.unknown == ()


def test_unknown_columns_are_told() -> None:
    found = header(b"role,ref,name,,status,line,column,refused_because\n")
    assert found.unknown == ("role", "status")
    assert dict(found.known) == {"ref": 1, "name": 2}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "a first line with the columns ref, name, note"),
        (b"\n", "a first line with the columns ref, name, note"),
        (b"\xef\xbb\xbf", "a first line with the columns"),
        (b"   \nref,name", "a first line with the columns"),
        (b"x" * (LONGEST_LINE + 1), "a first line with the columns"),
        (b'"ref,name', "a first line with the columns"),
        (b'ref,"na"me', "a first line with the columns"),
        ("ref,name\n".encode("utf-16"), "this looks like UTF-16"),
        ("\ufeffref,name\n".encode("utf-16-be"), "this looks like UTF-16"),
        ("ref,name\n".encode("utf-16-le"), "this looks like UTF-16 or a binary file"),
        (b"ref,na\x00me\n", "this looks like UTF-16 or a binary file"),
        ("ref,n\u00e4me\n".encode("cp1252"), "the first line holds the byte 0xE4"),
        (b"PK\x03\x04rest", "an Excel workbook or a ZIP archive"),
        (b"\xd0\xcf\x11\xe0rest", "an old Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x1f\x8brest", "a gzip archive"),
        (b"ref;name;note\nC-1;Ann;\n", "expected commas between the columns; this file has semi"),
        (b"ref\tname\tnote\n", "expected commas between the columns; this file has tabs"),
        (b"ref|name\n", "expected commas between the columns; this file has bars"),
        (b"ref,name\rC-1,Ann\rC-2,Bo\r", "lines that end in LF or CRLF; these end in CR alone"),
        (b"ref,name,ref\n", "expected every column once; ref stands twice"),
        (b"ref\n", "expected the columns ref, name, note; name is missing"),
        (b"REF,Name\n", "ref, name are missing"),
        (b"Referenz,Name,Notiz\n", "ref, name are missing"),
        (b"C-1,Ann,\nC-2,Bo,\n", "ref, name are missing"),
    ],
    ids=ascii,
)
def test_a_file_of_another_kind_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        header(content)
    assert str(refused.value).startswith("line 1: expected ")
    assert reason in str(refused.value)
