"""Of several rows with one key the last counts, and the report says so."""

import pytest

from agency.exchange import actions
from tests.exchange.conftest import Exported, ImportRows
from tests.exchange.files import counts

SAME = "have the same key; the last counts"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("batch", [1, 2, 100])
@pytest.mark.parametrize("dry_run", [True, False])
def test_rows_with_one_key_are_told_by_their_lines(
    batch: int, dry_run: bool, import_rows: ImportRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", batch)
    rows = [{}, {"ref": "C-2"}, {"last_name": "Lee"}, {"ref": "C-3"}, {}]
    report = import_rows("candidates", *rows, dry_run=dry_run)
    assert counts(report) == (3, 2, 0, 0)
    assert report.notes == [f"lines 2 and 4 {SAME}", f"lines 4 and 6 {SAME}"]


def test_the_last_of_them_does_count(import_rows: ImportRows, exported: Exported) -> None:
    import_rows("candidates", {"last_name": "First"}, {"last_name": "Last"})
    assert "First" not in exported("candidates")
    assert "Last" in exported("candidates")


def test_a_key_is_the_same_only_if_all_of_it_is(import_rows: ImportRows) -> None:
    import_rows("candidates", {}, {"ref": "C-2"})
    rows = [
        {},
        {"candidate_ref": "C-2"},
        {"number": "7"},
        {"issued_on": "2025-01-01"},
        {"evidence": "reviewed"},
    ]
    assert import_rows("credentials", *rows).notes == [f"lines 2 and 6 {SAME}"]


def test_a_row_that_is_refused_has_no_part_in_it(import_rows: ImportRows) -> None:
    assert import_rows("candidates", {}, {"status": "gone"}, {"ref": "C-2"}).notes == []


def test_equal_trainings_are_two(import_rows: ImportRows) -> None:
    import_rows("candidates", {})
    report = import_rows("trainings", {}, {})
    assert (counts(report), report.notes) == ((2, 0, 0, 0), [])
