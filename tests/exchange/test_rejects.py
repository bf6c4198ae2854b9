"""The file of refused rows can be corrected and imported, and holds no row of another import."""

import csv
from pathlib import Path

import pytest

from agency.errors import Problem, Unreadable
from agency.exchange.header import Header
from agency.exchange.rejects import Written, begins_with, open_rejects
from agency.exchange.report import RefusedRow

HEADER = Header(("ref", "name", "line"), (("ref", 0), ("name", 1)), ())
NO_ZIP = Problem("zip", "1", "a ZIP code")
RAGGED = Problem("", "5 cells", "3 cells, as in the header")


def refused(line: int, *cells: str, problems: tuple[Problem, ...] = (NO_ZIP,)) -> RefusedRow:
    return RefusedRow(line, list(cells), problems)


def rows_in(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rejects.csv"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.csv"
    path.write_text("ref,name,line\n")
    return path


def test_a_row_comes_with_its_line_its_columns_and_all_reasons(file: Path, source: Path) -> None:
    both = (NO_ZIP, Problem("name", "x" * 3, "another name"))
    with open_rejects(file, source, HEADER, Written()) as rejects:
        assert rejects
        rejects.add([refused(7, "C-1", 'Ann, "A"', "12", problems=both)])
    assert rows_in(file) == [
        ["ref", "name", "line", "column", "refused_because"],
        [
            "C-1",
            'Ann, "A"',
            "7",
            "zip;name",
            "zip: '1': expected a ZIP code; name: 'xxx': expected another name",
        ],
    ]


def test_a_ragged_row_keeps_all_its_cells(file: Path, source: Path) -> None:
    with open_rejects(file, source, HEADER, Written()) as rejects:
        assert rejects
        rejects.add([refused(2, "C-1", problems=(RAGGED,))])
        rejects.add([refused(3, "C-2", "Bo", "", "more", "most", problems=(RAGGED,))])
    _, short, long = rows_in(file)
    assert short == ["C-1", "", "2", "", "3 cells, as in the header"]
    surplus = "3 cells, as in the header; the row also held more,most"
    assert long == ["C-2", "Bo", "3", "", surplus]


def test_bytes_that_are_no_text_go_out_as_they_came_in(file: Path, source: Path) -> None:
    with open_rejects(file, source, HEADER, Written()) as rejects:
        assert rejects
        rejects.add([refused(2, "C-1", b"M\xfcller".decode("utf-8", "surrogateescape"), "")])
    assert b"C-1,M\xfcller,2," in file.read_bytes()


def test_an_import_goes_on_behind_what_it_wrote_before(file: Path, source: Path) -> None:
    with open_rejects(file, source, HEADER, Written()) as rejects:
        assert rejects
        rejects.add([refused(2, "C-1", "Ann", "")])
        kept = rejects.written
        rejects.add([refused(3, "C-2", "Bo", "")])
    with open_rejects(file, source, HEADER, kept) as rejects:
        assert rejects
        assert rejects.written == kept
        rejects.add([refused(4, "C-3", "Cy", "")])
    assert [row[0] for row in rows_in(file)] == ["ref", "C-1", "C-3"]


def test_a_file_that_was_changed_meanwhile_is_begun_anew(file: Path, source: Path) -> None:
    with open_rejects(file, source, HEADER, Written()) as rejects:
        assert rejects
        rejects.add([refused(2, "C-1", "Ann", "")])
        kept = rejects.written
    file.write_bytes(file.read_bytes().replace(b"Ann", b"Eve") + b"more\n")
    assert not begins_with(file, kept)
    with open_rejects(file, source, HEADER, kept) as rejects:
        assert rejects
        rejects.add([refused(3, "C-2", "Bo", "")])
    assert [row[0] for row in rows_in(file)] == ["ref", "C-2"]


def test_a_batch_that_did_not_go_in_is_taken_back(file: Path, source: Path) -> None:
    with open_rejects(file, source, HEADER, Written()) as rejects:
        assert rejects
        rejects.add([refused(2, "C-1", "Ann", "")])
        before = rejects.written
        rejects.add([refused(3, "C-2", "Bo", "")])
        rejects.go_back(before)
        assert rejects.written == before
        rejects.add([refused(3, "C-2", "Bo", "")])
        assert begins_with(file, rejects.written)
    assert [row[0] for row in rows_in(file)] == ["ref", "C-1", "C-2"]


@pytest.mark.parametrize("kept", [Written(), Written(5, "0" * 64), Written(10**9, "0" * 64)])
def test_what_is_not_there_is_not_gone_on_with(file: Path, kept: Written) -> None:
    assert not begins_with(None, kept)
    assert not begins_with(file, kept)
    file.write_bytes(b"ref,name\n")
    assert not begins_with(file, kept)


def test_the_input_is_not_overwritten(source: Path) -> None:
    twin = source.with_name("twin.csv")
    twin.symlink_to(source)
    for path in (source, twin):
        with (
            pytest.raises(Unreadable, match="expected another file"),
            open_rejects(path, source, HEADER, Written()),
        ):
            pass
    assert source.read_text() == "ref,name,line\n"


def test_a_place_that_cannot_be_written_is_told_at_once(tmp_path: Path, source: Path) -> None:
    for path in (tmp_path, tmp_path / "none" / "rejects.csv"):
        with (
            pytest.raises(Unreadable, match=f"^{path}: "),
            open_rejects(path, source, HEADER, Written()),
        ):
            pass
