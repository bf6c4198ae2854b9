"""Whatever is in a file, one bad row spoils no other, and each is refused with line and reason."""

import csv
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.errors import Unreadable
from agency.exchange.lines import LONGEST_LINE
from agency.exchange.reading import MOST_LINES_OF_A_ROW, Row, open_csv

COLUMNS = ("ref", "name")
HEADER = b"ref,name\n"


def rows_of(file: Path, content: bytes) -> list[Row]:
    file.write_bytes(content)
    with open_csv(file, str(file), COLUMNS) as opened:
        return list(opened.rows())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


def test_rows_come_with_their_line_and_their_columns(file: Path) -> None:
    rows = rows_of(file, b"name,role,ref\nAnn,x,C-1\n\nBo,y,C-2")
    assert [(row.line, row.values) for row in rows] == [
        (2, {"ref": "C-1", "name": "Ann"}),
        (4, {"ref": "C-2", "name": "Bo"}),
    ]


@pytest.mark.parametrize("blank", [b"\n", b"\r\n", b"   \n", b",\n", b" , \n", b'"",""\n'])
def test_a_blank_line_is_no_row(file: Path, blank: bytes) -> None:
    assert [row.line for row in rows_of(file, HEADER + blank + b"C-1,Ann\n")] == [3]


def test_quotes_commas_and_line_breaks_stand_between_quotes(file: Path) -> None:
    content = HEADER + b'C-1,"Ann ""A"", Lee"\r\n"C-2","two\nlines"\nC-3,Cy\n'
    rows = rows_of(file, content)
    assert [(row.line, row.values["name"]) for row in rows] == [
        (2, 'Ann "A", Lee'),
        (3, "two\nlines"),
        (5, "Cy"),
    ]


def test_a_protected_formula_is_read_as_it_was(file: Path) -> None:
    rows = rows_of(file, HEADER + b"C-1,'=1+1\nC-2,'tis\nC-3,=1+1\n")
    assert [row.values["name"] for row in rows] == ["=1+1", "'tis", "=1+1"]


@pytest.mark.parametrize(
    ("bad", "value", "expected"),
    [
        (b"C-1", "1 cells", "2 cells, as in the header"),
        (b"C-1,Ann,extra", "3 cells", "2 cells, as in the header"),
        (b"C-1;Ann", "1 cells", "2 cells, as in the header"),
        (b'C-1,"Ann', 'C-1,"Ann', "a closing quote"),
        (b'C-1,"An"n', 'C-1,"An"n', "a comma or the end of the line after a closing quote"),
        (b"C-1,A\rnn", "C-1,A\rnn", "line breaks (here U+000D) between quotes only"),
        (b"C-1,M\xfcller", "M\\udcfcller", "text in UTF-8, which the byte 0xFC is not"),
        (b"C-1,caf\xc3", "caf\\udcc3", "text in UTF-8, which the byte 0xC3 is not"),
        (b"C-1,\xed\xa0\x80", "\\udced\\udca0\\udc80", "text in UTF-8, which the byte 0xED is not"),
        (b"C-1," + b"x" * 200_000, "C-1," + "x" * 76 + "…", "cells of at most 131072 characters"),
        (
            b"C-1," + b"x" * LONGEST_LINE,
            "C-1," + "x" * 76 + "…",
            f"a line of at most {LONGEST_LINE} bytes",
        ),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_a_bad_row_is_refused_with_line_and_reason_and_spoils_no_other(
    file: Path, bad: bytes, value: str, expected: str
) -> None:
    before, bad_row, after = rows_of(file, HEADER + b"C-0,Al\n" + bad + b"\nC-2,Bo\n")
    assert (before.values["name"], after.values["name"]) == ("Al", "Bo")
    assert before.problem is after.problem is None
    assert (bad_row.line, after.line) == (3, 4)
    assert bad_row.problem
    assert (bad_row.problem.value, bad_row.problem.expected) == (value, expected)


def test_the_column_with_a_bad_byte_is_named(file: Path) -> None:
    [row] = rows_of(file, HEADER + b"C-1,M\xfcller\n")
    assert row.problem
    assert row.problem.field == "name"


def test_the_last_row_may_be_the_one_with_the_open_quote(file: Path) -> None:
    good, bad = rows_of(file, HEADER + b'C-1,Ann\nC-2,"Bo\n')
    assert good.values["name"] == "Ann"
    assert bad.problem
    assert (bad.line, bad.problem.expected) == (3, "a closing quote")


def test_an_open_quote_does_not_swallow_the_file(file: Path) -> None:
    many = b"".join(b"C-%d,Ann\n" % number for number in range(2, 500))
    rows = rows_of(file, HEADER + b'C-1,"open\n' + many + b'C-500,"say ""x"""\n')
    assert [row.line for row in rows if row.problem] == [2]
    assert len(rows) == 500


def test_rows_with_open_quotes_are_refused_each_for_itself(file: Path) -> None:
    rows = rows_of(file, HEADER + b'C-1,"open\n' * 500)
    assert [row.line for row in rows if row.problem] == list(range(2, 502))


def test_a_row_goes_on_over_so_many_lines_and_no_more(file: Path) -> None:
    whole = HEADER + b'C-1,"' + b"x\n" * MOST_LINES_OF_A_ROW + b'"\nC-2,Bo\n'
    assert [row.line for row in rows_of(file, whole)] == [2, 3 + MOST_LINES_OF_A_ROW]
    longer = HEADER + b'C-1,"' + b"x\n" * (MOST_LINES_OF_A_ROW + 1) + b'"\nC-2,Bo\n'
    assert rows_of(file, longer)[0].problem


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12)


@given(st.lists(st.tuples(TEXTS.filter(lambda text: text.strip() != ""), TEXTS), max_size=8))
def test_what_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    file = tmp_path_factory.getbasetemp() / "written.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([COLUMNS, *cells])
    with open_csv(file, "file", COLUMNS) as opened:
        rows = [tuple(row.cells) for row in opened.rows()]
    assert rows == cells


@given(st.binary(max_size=300))
def test_no_bytes_are_too_much(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "bytes.csv"
    for row in rows_of(file, HEADER + content):
        assert row.line >= 2
        assert (row.problem is None) == bool(row.values)


def test_the_bytes_of_a_file_have_a_hash_and_a_length(file: Path) -> None:
    file.write_bytes(HEADER)
    with open_csv(file, "file", COLUMNS) as opened:
        assert opened.hash == hashlib.sha256(HEADER).hexdigest()
        assert opened.bytes == len(HEADER)


@pytest.mark.parametrize("what", ["missing", "folder", "nul"])
def test_what_cannot_be_opened_is_unreadable(tmp_path: Path, what: str) -> None:
    path = {"missing": tmp_path / "none.csv", "folder": tmp_path, "nul": Path("a\0b")}[what]
    with pytest.raises(Unreadable, match=r"^the file: "), open_csv(path, "the file", COLUMNS):
        pass


def test_a_header_that_is_none_names_the_file(file: Path) -> None:
    file.write_bytes(b"nothing\n")
    with pytest.raises(Unreadable, match=r"^the file: line 1: expected the columns ref, name"):
        open_csv(file, "the file", COLUMNS).__enter__()
