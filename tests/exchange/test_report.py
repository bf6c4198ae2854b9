"""A report counts everything and tells the first hundred."""

from agency.errors import Problem
from agency.exchange.report import MOST_TOLD, ImportReport, RefusedRow


def refused(line: int, *fields: str) -> RefusedRow:
    return RefusedRow(line, [], tuple(Problem(field, "?", "better") for field in fields))


def test_counts_are_exact_and_rows_are_told_up_to_a_bound() -> None:
    report = ImportReport("candidates", "f.csv", dry_run=False, inserted=2, updated=3, unchanged=4)
    for start in (0, 60, 120):
        report.refuse([refused(line, "zip") for line in range(start, start + 60)])
    assert (report.accepted, report.refused) == (9, 180)
    assert [row.line for row in report.refused_rows] == list(range(MOST_TOLD))


def test_notes_stand_once_and_up_to_a_bound() -> None:
    report = ImportReport("candidates", "f.csv", dry_run=False)
    report.note(["same", "same"])
    report.note([f"note {number}" for number in range(MOST_TOLD + 4)])
    assert report.notes[:2] == ["same", "note 0"]
    assert (len(report.notes), report.more_notes) == (MOST_TOLD, 5)


def test_as_json_a_row_stands_once_for_each_of_its_problems() -> None:
    report = ImportReport("candidates", "f.csv", dry_run=True)
    report.refuse([refused(7, "zip", "email")])
    told = report.as_json()
    problem = {"line": 7, "value": "?", "expected": "better"}
    assert told["refused_rows"] == [problem | {"column": "zip"}, problem | {"column": "email"}]
    assert (told["refused"], told["accepted"], told["dry_run"]) == (1, 0, True)
