"""The report of an import as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agency.errors import Problem
from agency.exchange.report import ImportReport


def report_lines(report: ImportReport, rejects: Path | None) -> Iterator[str]:
    """What went in, what was refused and why, what is worth knowing, and what to do next."""
    done = "would be imported" if report.dry_run else "imported"
    yield f"{report.file}: {report.accepted:,} rows of {report.kind} {done}"
    yield (
        f"  {report.inserted:,} new, {report.updated:,} changed, {report.unchanged:,} as before,"
        f" {report.refused:,} refused"
    )
    if report.resumed_after_line:
        line = f"{report.resumed_after_line:,}"
        yield f"  resumed after line {line}; the counts are of the whole file"
    if report.unknown_columns:
        yield f"  ignored columns: {', '.join(map(repr, report.unknown_columns))}"
    yield from _refused(report, rejects)
    yield from _notes(report)


def _refused(report: ImportReport, rejects: Path | None) -> Iterator[str]:
    if not report.refused:
        return
    yield "Refused:"
    for row in report.refused_rows:
        for problem in row.problems:
            yield f"  line {row.line}: {_problem(problem)}"
    if untold := report.refused - len(report.refused_rows):
        yield f"  and {untold:,} more rows"
    if rejects:
        yield f"  They are in {rejects}: correct them there and import that file."
    else:
        yield "  With --rejects FILE they are written to a file, to be corrected and imported."


def _problem(problem: Problem) -> str:
    return str(problem) if problem.field else f"{problem.value!r}: expected {problem.expected}"


def _notes(report: ImportReport) -> Iterator[str]:
    if report.notes:
        yield "To note:"
    for note in report.notes:
        yield f"  {note}"
    if report.more_notes:
        yield f"  and {report.more_notes:,} more"
