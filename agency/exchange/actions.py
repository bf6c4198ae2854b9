"""Importing a file: a transaction per thousand rows, and after a kill on from the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError, OperationalError

from agency import clock
from agency.edits.actions import record_all
from agency.errors import Refused
from agency.exchange.kinds import Kind, kind_named
from agency.exchange.kinds.kind import FileMemory, Values
from agency.exchange.models import ImportProgress
from agency.exchange.planning import Plan, plan, repeats
from agency.exchange.queries import look_up_by_key, progress_of
from agency.exchange.reading import CsvFile, Row, open_csv
from agency.exchange.rejects import RejectsFile, Written, begins_with, open_rejects
from agency.exchange.report import ImportReport, RefusedRow
from agency.exchange.storing import store
from agency.extensions import begin_write, db

BATCH = 1000
# Another import, or somebody at a page, may have written the same row a moment ago.
ATTEMPTS = 3

Progress = Callable[[int, int], None]
Accepted = list[tuple[Row, Values]]


@dataclass
class Import:
    """One import under way."""

    kind: Kind
    hash: str
    report: ImportReport
    memory: FileMemory
    rejects: RejectsFile | None = None

    @property
    def dry_run(self) -> bool:
        return self.report.dry_run


def _silent(_done: int, _total: int) -> None:
    return


def import_file(
    kind_name: str,
    path: Path,
    *,
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress = _silent,
    name: str | None = None,
) -> ImportReport:
    """Import one CSV file; raises Unreadable if it cannot be read as a whole.

    Whatever the session had begun before is given up; each batch is a transaction of its own.
    ``rejects`` takes the refused rows; ``progress`` is told bytes read and bytes in all; ``name``
    is what the report calls the file, if not by its path.
    """
    kind = kind_named(kind_name)
    report = ImportReport(kind.name, name or str(path), dry_run)
    with open_csv(path, report.file, kind.columns, kind.optional) as file:
        report.unknown_columns = file.header.unknown
        work = Import(kind, file.hash, report, FileMemory(dry_run))
        with _no_loose_ends():
            _import_all(work, path, file, rejects, progress)
    return report


def _import_all(
    work: Import, path: Path, file: CsvFile, rejects: Path | None, progress: Progress
) -> None:
    kept = Written() if work.dry_run else _resume(work, rejects)
    with open_rejects(rejects, path, file.header, kept) as work.rejects:
        _import_rows(work, file, progress)
    if not work.dry_run:
        _finish(work)


@contextmanager
def _no_loose_ends() -> Iterator[None]:
    """Whatever stops an import in a batch, nothing of that batch stays, nor any lock."""
    db.session.rollback()
    try:
        yield
    finally:
        db.session.rollback()


def _resume(work: Import, rejects: Path | None) -> Written:
    """Take up an import that was cut short; how much of its file of refused rows is still there.

    An import from the beginning puts an end to those of other files of the kind that were cut
    short: their rest would bring older rows back over newer ones.
    """
    begin_write()
    before = progress_of(work.kind.name, work.hash)
    if before is None or before.finished_at or not before.line:
        _forget_unfinished(work.kind)
        return Written()
    kept = Written(before.rejects_bytes, before.rejects_hash)
    _take_up(work.report, before)
    db.session.rollback()
    if begins_with(rejects, kept):
        return kept
    if rejects and work.report.refused:
        line = work.report.resumed_after_line
        work.report.note([f"{rejects} lacks the rows refused up to line {line}"])
    return Written()


def _forget_unfinished(kind: Kind) -> None:
    unfinished = ImportProgress.kind == kind.name, ImportProgress.finished_at.is_(None)
    db.session.execute(delete(ImportProgress).where(*unfinished))
    db.session.commit()


def _take_up(report: ImportReport, before: ImportProgress) -> None:
    report.resumed_after_line = before.line
    report.inserted, report.updated = before.inserted, before.updated
    report.unchanged, report.refused = before.unchanged, before.refused


def _import_rows(work: Import, file: CsvFile, progress: Progress) -> None:
    rows = _new_rows(work, file)
    while batch := list(islice(rows, BATCH)):
        accepted, refused = _validated(work, batch)
        _import_stubbornly(work, batch[-1].line, accepted, refused)
        progress(file.bytes_read, file.bytes)


def _import_stubbornly(
    work: Import, last_line: int, accepted: Accepted, refused: list[RefusedRow]
) -> None:
    """Import a batch; when another writer comes in between, look again and try once more."""
    before = work.rejects.written if work.rejects else Written()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _import_batch(work, last_line, accepted, refused)
            return
        except (IntegrityError, OperationalError):
            db.session.rollback()
            if work.rejects:
                work.rejects.go_back(before)
            if attempt == ATTEMPTS:
                raise


def _new_rows(work: Import, file: CsvFile) -> Iterator[Row]:
    """The rows that are not in yet; where equal rows are numbered, the others are counted."""
    for row in file.rows():
        if row.line > work.report.resumed_after_line:
            yield row
        elif work.kind.counts_rows and row.problem is None:
            _validated(work, [row])


def _validated(work: Import, rows: Sequence[Row]) -> tuple[Accepted, list[RefusedRow]]:
    """Rows with their values, and those whose values cannot be accepted."""
    accepted: Accepted = []
    refused = []
    for row in rows:
        try:
            if row.problem:
                raise Refused([row.problem])
            values = work.kind.schema.accept_cells(row.values)
        except Refused as refusal:
            refused.append(RefusedRow(row.line, row.cells, tuple(refusal.problems)))
            continue
        work.kind.number(values, work.memory)
        accepted.append((row, values))
    return accepted, refused


def _import_batch(
    work: Import, last_line: int, accepted: Accepted, refused: list[RefusedRow]
) -> None:
    """One transaction: look up, compare, write, note how far we are; a dry run only looks."""
    if not work.dry_run:
        begin_write()
    look_up_by_key()
    resolved, unresolved = _resolved(work.kind, accepted)
    records = [record for _, record in resolved]
    refused = sorted([*refused, *unresolved], key=lambda row: row.line)
    changes = plan(work.kind, records, work.memory)
    edited = {} if work.dry_run else store(work.kind, changes)
    lines = [(row.line, record) for row, record in resolved]
    notes = [*changes.notes, *work.kind.notes(records, work.memory)] if records else []
    notes += work.kind.notes_of_lines(lines, work.memory)
    if work.rejects:
        work.rejects.add(refused)
    if work.dry_run:
        db.session.rollback()
    else:
        _record_progress(work, last_line, changes, len(refused))
        record_all(edited)
        db.session.commit()
    notes += repeats(work.kind, lines, work.memory)
    _count(work.report, changes, refused, notes)


def _resolved(kind: Kind, accepted: Accepted) -> tuple[Accepted, list[RefusedRow]]:
    """Records with their references as ids, and the rows whose references lead nowhere."""
    found = kind.look_up([values for _, values in accepted]) if accepted else None
    records = []
    refused = []
    for row, values in accepted:
        try:
            records.append((row, kind.resolve(values, found)))
        except Refused as refusal:
            refused.append(RefusedRow(row.line, row.cells, tuple(refusal.problems)))
    return records, refused


def _count(
    report: ImportReport, changes: Plan, refused: list[RefusedRow], notes: list[str]
) -> None:
    report.inserted += changes.inserted
    report.updated += changes.updated
    report.unchanged += changes.unchanged
    report.refuse(refused)
    report.note(notes)


def _record_progress(work: Import, line: int, changes: Plan, refused: int) -> None:
    """How far we are, in the transaction of the rows themselves."""
    row = _progress_row(work)
    report = work.report
    row.line = line
    row.inserted = report.inserted + changes.inserted
    row.updated = report.updated + changes.updated
    row.unchanged = report.unchanged + changes.unchanged
    row.refused = report.refused + refused
    written = work.rejects.written if work.rejects else Written()
    row.rejects_bytes, row.rejects_hash = written.bytes, written.hash
    row.changed_at = clock.now()
    row.finished_at = None


def _progress_row(work: Import) -> ImportProgress:
    row = progress_of(work.kind.name, work.hash)
    if row is None:
        row = ImportProgress(kind=work.kind.name, file_hash=work.hash)
        db.session.add(row)
    return row


def _finish(work: Import) -> None:
    """Mark the file as done: the next import of it begins at its first row."""
    begin_write()
    row = _progress_row(work)
    row.finished_at = row.changed_at = clock.now()
    db.session.commit()


__all__ = ["import_file"]
