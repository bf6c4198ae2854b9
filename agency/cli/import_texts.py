"""The report of an import as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from agency.errors import Problem
from agency.exchange.report import ImportReport


def report_lines(report: ImportReport, rejects: Path | None) -> Iterator[Text]:
    """What went in, what was refused and why, what is worth knowing, and what to do next."""
    done = "would be imported" if report.dry_run else "imported"
    yield Text(f"{report.file}: {report.accepted:,} rows of {report.kind} {done}", "bold")
    yield Text(
        f"  {report.inserted:,} new, {report.updated:,} changed, {report.unchanged:,} as before,"
        f" {report.refused:,} refused"
    )
    if report.resumed_after_line:
        line = f"{report.resumed_after_line:,}"
        yield Text(f"  resumed after line {line}; the counts are of the whole file")
    if report.unknown_columns:
        yield Text(f"  ignored columns: {', '.join(map(repr, report.unknown_columns))}")
    yield from _refused(report, rejects)
    yield from _notes(report)


def _refused(report: ImportReport, rejects: Path | None) -> Iterator[Text]:
    if not report.refused:
        return
    yield Text("Refused", "bold")
    for row in report.refused_rows:
        for problem in row.problems:
            yield Text(f"  line {row.line}: {_problem(problem)}")
    if untold := report.refused - len(report.refused_rows):
        yield Text(f"  and {untold:,} more rows")
    if rejects:
        yield Text(f"  They are in {rejects}: correct them there and import that file.")
    else:
        yield Text("  With --rejects FILE they are written to a file, to correct and import.")


def _problem(problem: Problem) -> str:
    return str(problem) if problem.field else f"{problem.value!r}: expected {problem.expected}"


def _notes(report: ImportReport) -> Iterator[Text]:
    if report.notes:
        yield Text("To note", "bold")
    for note in report.notes:
        yield Text(f"  {note}")
    if report.more_notes:
        yield Text(f"  and {report.more_notes:,} more")
