"""An import that was cut short goes on where it stopped, unless something newer overtook it."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.exchange import actions
from agency.exchange.actions import import_file
from tests.exchange.conftest import Exported, ImportRows
from tests.exchange.files import counts, write_csv


class Cut(Exception):
    """Stops an import as a kill would, but where the test says."""


def cut_after(batches: int) -> Callable[[int, int], None]:
    """Progress that is told of so many batches and no more."""
    left = [None] * batches

    def told(_done: int, _total: int) -> None:
        left.pop()
        if not left:
            raise Cut

    return told


def cut_short(kind: str, file: Path, batches: int, **options: Any) -> None:
    with pytest.raises(Cut):
        import_file(kind, file, progress=cut_after(batches), **options)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)


@pytest.mark.usefixtures("small_batches", "database")
def test_an_import_cut_short_goes_on_behind_its_last_batch(
    tmp_path: Path, exported: Exported
) -> None:
    rows = [{"ref": f"C-{number}", "status": "gone" * (number % 3 == 1)} for number in range(9)]
    file = write_csv(tmp_path / "f.csv", "candidates", *rows)
    rejects = tmp_path / "rejects.csv"
    cut_short("candidates", file, 2, rejects=rejects)
    report = import_file("candidates", file, rejects=rejects)
    assert report.resumed_after_line == 5
    assert counts(report) == (6, 0, 0, 3)
    assert [row.line for row in report.refused_rows] == [6, 9]
    with rejects.open() as text:
        assert [row["ref"] for row in csv.DictReader(text)] == ["C-1", "C-4", "C-7"]
    assert len(exported("candidates").splitlines()) == 7


@pytest.mark.usefixtures("small_batches")
def test_equal_rows_are_counted_on_after_a_cut(import_rows: ImportRows, tmp_path: Path) -> None:
    import_rows("candidates", {}, {"ref": "C-2"})
    rows = [{}, {"candidate_ref": "C-2"}, {}, {"kind": "hobby"}, {}, {}, {"candidate_ref": "C-9"}]
    file = write_csv(tmp_path / "f.csv", "trainings", *rows)
    cut_short("trainings", file, 2)
    assert counts(import_file("trainings", file)) == (5, 0, 0, 2)
    assert counts(import_file("trainings", file)) == (0, 0, 5, 2)


@pytest.mark.usefixtures("small_batches", "database")
def test_an_import_without_its_file_of_refused_rows_says_what_that_lacks(tmp_path: Path) -> None:
    rows = [{"ref": f"C-{number}", "status": "gone"} for number in range(6)]
    file = write_csv(tmp_path / "f.csv", "candidates", *rows)
    cut_short("candidates", file, 2)
    rejects = tmp_path / "rejects.csv"
    report = import_file("candidates", file, rejects=rejects)
    assert report.notes == [f"{rejects} lacks the rows refused up to line 5"]
    assert counts(report) == (0, 0, 0, 6)
    whole = import_file("candidates", file, rejects=rejects)
    assert whole.notes == []
    assert len(rejects.read_text().splitlines()) == 7


@pytest.mark.usefixtures("small_batches")
def test_what_a_newer_file_overtook_is_not_gone_on_with(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    older = [{"ref": f"C-{number}", "last_name": "old"} for number in range(6)]
    newer = [{"ref": f"C-{number}", "last_name": "new"} for number in range(6)]
    cut_short("candidates", write_csv(tmp_path / "older.csv", "candidates", *older), 1)
    import_file("candidates", write_csv(tmp_path / "newer.csv", "candidates", *newer))
    report = import_file("candidates", tmp_path / "older.csv")
    assert report.resumed_after_line == 0
    assert counts(report) == (0, 6, 0, 0)
    assert set(database.session.scalars(select(Candidate.last_name))) == {"old"}


@pytest.mark.usefixtures("small_batches")
def test_an_import_of_another_kind_overtakes_nothing(
    import_rows: ImportRows, tmp_path: Path
) -> None:
    rows = [{"ref": f"C-{number}"} for number in range(6)]
    file = write_csv(tmp_path / "f.csv", "candidates", *rows)
    cut_short("candidates", file, 1)
    import_rows("facilities", {})
    assert import_file("candidates", file).resumed_after_line == 3


@pytest.mark.usefixtures("small_batches", "database")
def test_a_file_that_was_changed_is_another_file(tmp_path: Path) -> None:
    rows = [{"ref": f"C-{number}"} for number in range(6)]
    file = write_csv(tmp_path / "f.csv", "candidates", *rows)
    cut_short("candidates", file, 1)
    write_csv(file, "candidates", {"ref": "C-9"}, *rows)
    report = import_file("candidates", file)
    assert report.resumed_after_line == 0
    assert counts(report) == (5, 0, 2, 0)


def test_an_import_stopped_in_a_batch_leaves_no_transaction(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "f.csv", "candidates", *[{}] * 3)
    cut_short("candidates", file, 1)
    assert not database.session().in_transaction()
