"""The report of an import in words."""

from pathlib import Path

from agency.cli.import_texts import report_lines
from agency.errors import Problem
from agency.exchange.report import ImportReport, RefusedRow


def lines(report: ImportReport, rejects: Path | None = None) -> list[str]:
    return [line.plain for line in report_lines(report, rejects)]


def test_a_plain_import_is_two_lines() -> None:
    report = ImportReport("candidates", "f.csv", dry_run=False, inserted=1_200, updated=30)
    assert lines(report) == [
        "f.csv: 1,230 rows of candidates imported",
        "  1,200 new, 30 changed, 0 as before, 0 refused",
    ]


def test_a_dry_run_says_what_would_be() -> None:
    report = ImportReport("ce_credits", "-", dry_run=True, unchanged=2)
    assert lines(report)[0] == "-: 2 rows of ce_credits would be imported"


def test_everything_worth_knowing_is_told_and_then_what_to_do() -> None:
    report = ImportReport(
        "candidates",
        "f.csv",
        dry_run=False,
        inserted=7,
        refused=1_002,
        resumed_after_line=2_001,
        unknown_columns=("role", "a\x1b[31m"),
        refused_rows=[
            RefusedRow(3, [], (Problem("home_zip", "1234", "5 digits"), Problem("ref", "", "one"))),
            RefusedRow(9, [], (Problem("", "4 cells", "19 cells"),)),
        ],
        notes=["C-1 overlaps C-2"],
        more_notes=12,
    )
    assert lines(report, Path("rejects.csv")) == [
        "f.csv: 7 rows of candidates imported",
        "  7 new, 0 changed, 0 as before, 1,002 refused",
        "  resumed after line 2,001; the counts are of the whole file",
        r"  ignored columns: 'role', 'a\x1b[31m'",
        "Refused",
        "  line 3: home_zip: '1234': expected 5 digits",
        "  line 3: ref: '': expected one",
        "  line 9: '4 cells': expected 19 cells",
        "  and 1,000 more rows",
        "  They are in rejects.csv: correct them there and import that file.",
        "To note",
        "  C-1 overlaps C-2",
        "  and 12 more",
    ]


def test_without_a_file_for_refused_rows_the_way_to_one_is_told() -> None:
    report = ImportReport("candidates", "f.csv", dry_run=False, refused=1)
    last = "  With --rejects FILE they are written to a file, to correct and import."
    assert lines(report)[-1] == last
