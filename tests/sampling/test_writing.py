"""Seven files, all or none, and none lost."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agency.exchange.kinds import KINDS
from agency.sampling import rows
from agency.sampling.writing import FILES, Unwritable, sample_files

A_PLACEMENT = rows.Placement("C-1", "A-1", "offered", date(2027, 1, 4), None)


def test_files_are_named_by_their_kinds_and_begin_with_their_columns(tmp_path: Path) -> None:
    with sample_files(tmp_path, overwrite=False):
        pass
    for kind, name in FILES.items():
        header = (tmp_path / name).read_text(encoding="utf-8")
        assert header == ",".join(KINDS[kind].columns) + "\n"


def test_cells_are_written_as_an_export_writes_them(tmp_path: Path) -> None:
    away = ((date(2027, 2, 1), date(2027, 2, 7)), (date(2027, 3, 1), date(2027, 3, 1)))
    somebody = rows.Candidate(
        "C-1", "Thảo", "O'Brien, Jr", "", "", None, ("TX", "WA"), unavailable=away
    )
    somebody.min_pay_rate, somebody.adult = Decimal("21.50"), True
    with sample_files(tmp_path, overwrite=False) as files:
        files.write("candidates", somebody)
    with (tmp_path / "candidates.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["first_name"] == "Thảo"
    assert row["last_name"] == "O'Brien, Jr"
    assert row["willing_states"] == "TX;WA"
    assert row["unavailable"] == "2027-02-01/2027-02-07;2027-03-01/2027-03-01"
    assert (row["min_pay_rate"], row["adult"], row["home_zip"]) == ("21.50", "yes", "")


def test_rows_are_counted_by_kind(tmp_path: Path) -> None:
    with sample_files(tmp_path, overwrite=False) as files:
        files.write("placements", A_PLACEMENT)
        files.write("placements", A_PLACEMENT)
    assert files.counts == {"placements": 2}


@pytest.mark.parametrize("name", FILES.values())
def test_a_file_that_is_there_is_not_overwritten(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine")
    with (
        pytest.raises(Unwritable, match=f"holds {name}; --force overwrites"),
        sample_files(tmp_path, overwrite=False),
    ):
        raise AssertionError("it was begun")
    assert (tmp_path / name).read_text() == "mine"


def test_a_file_is_overwritten_where_that_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "placements.csv").write_text("old")
    with sample_files(tmp_path, overwrite=True) as files:
        files.write("placements", A_PLACEMENT)
    assert "C-1,A-1,offered,2027-01-04," in (tmp_path / "placements.csv").read_text()


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with sample_files(tmp_path, overwrite=False):
        pass
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == len(FILES) + 1


def test_a_sample_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "placements.csv").write_text("old")

    def fail() -> None:
        with sample_files(tmp_path, overwrite=True) as files:
            files.write("placements", A_PLACEMENT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["placements.csv"]
    assert (tmp_path / "placements.csv").read_text() == "old"


def test_a_new_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    with sample_files(tmp_path / "new" / "folder", overwrite=False):
        pass
    assert (tmp_path / "new" / "folder" / "candidates.csv").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    with (
        pytest.raises(Unwritable, match="expected a folder or the name of a new one"),
        sample_files(file, overwrite=True),
    ):
        raise AssertionError("it was begun")


def test_a_place_that_cannot_be_a_folder_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with (
        pytest.raises(Unwritable, match="cannot be written: Not a directory"),
        sample_files(tmp_path / "file" / "below", overwrite=True),
    ):
        raise AssertionError("it was begun")
