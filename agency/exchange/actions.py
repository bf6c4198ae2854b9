"""Importing a file: a transaction per thousand rows, and after a kill on from the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

from sqlalchemy import Table, update
from sqlalchemy.exc import IntegrityError, OperationalError

from agency import clock
from agency.errors import Refused
from agency.exchange.bulk import insert_rows
from agency.exchange.kinds import Kind, kind_named
from agency.exchange.kinds.kind import FileMemory, Values
from agency.exchange.models import ImportProgress
from agency.exchange.planning import Plan, plan
from agency.exchange.queries import progress_of
from agency.exchange.reading import CsvFile, Row, file_hash, open_csv
from agency.exchange.rejects import RejectsFile, holds, open_rejects
from agency.exchange.report import ImportReport, RefusedRow
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


def import_file(
    kind_name: str,
    path: Path,
    *,
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import one CSV file; raises Unreadable if it cannot be read as a whole.

    ``rejects`` takes the refused rows; ``progress`` is told bytes read and bytes in all.
    """
    kind = kind_named(kind_name)
    report = ImportReport(kind.name, str(path), dry_run)
    work = Import(kind, file_hash(path), report, FileMemory(dry_run))
    with open_csv(path, kind.columns, kind.optional) as file:
        report.unknown_columns = file.header.unknown
        kept = _resume(work, rejects)
        with open_rejects(rejects, path, file.header, kept) as work.rejects:
            _import_rows(work, file, progress or _silent, path.stat().st_size)
    if not dry_run:
        _finish(work)
    return report


def _silent(read: int, size: int) -> None:
    return


def _resume(work: Import, rejects: Path | None) -> int:
    """Take up the counts of an import that was cut short; the bytes of rejects it wrote."""
    before = None if work.dry_run else progress_of(work.kind.name, work.hash)
    kept = 0
    if before and before.finished_at is None and before.line:
        report = work.report
        report.resumed_after_line = before.line
        report.inserted, report.updated = before.inserted, before.updated
        report.unchanged, report.refused = before.unchanged, before.refused
        kept = before.rejects_bytes if holds(rejects, before.rejects_bytes) else 0
        if before.refused and rejects and not kept:
            report.note([f"{rejects} lacks the rows refused up to line {before.line}"])
    db.session.rollback()
    return kept


def _import_rows(work: Import, file: CsvFile, progress: Progress, size: int) -> None:
    rows = _new_rows(work, file)
    while batch := list(islice(rows, BATCH)):
        accepted, refused = _validated(work, batch)
        _import_stubbornly(work, batch[-1].line, accepted, refused)
        progress(file.bytes_read, size)


def _import_stubbornly(
    work: Import, last_line: int, accepted: Accepted, refused: list[RefusedRow]
) -> None:
    """Import a batch; when another writer comes in between, look again and try once more."""
    rejects_bytes = work.rejects.bytes if work.rejects else 0
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _import_batch(work, last_line, accepted, refused)
            return
        except (IntegrityError, OperationalError):
            db.session.rollback()
            if work.rejects:
                work.rejects.go_back(rejects_bytes)
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
    records, unresolved = _resolved(work.kind, accepted)
    refused = sorted([*refused, *unresolved], key=lambda row: row.line)
    changes = plan(work.kind, records, work.memory)
    if not work.dry_run:
        _write(work.kind, changes)
    notes = work.kind.notes(records, work.memory) if records else []
    if work.rejects:
        work.rejects.add(refused)
    if work.dry_run:
        db.session.rollback()
    else:
        _record_progress(work, last_line, changes, len(refused))
        db.session.commit()
    _count(work.report, changes, refused, notes)


def _resolved(kind: Kind, accepted: Accepted) -> tuple[list[Values], list[RefusedRow]]:
    """Records with their references as ids, and the rows whose references lead nowhere."""
    found = kind.look_up([values for _, values in accepted]) if accepted else None
    records = []
    refused = []
    for row, values in accepted:
        try:
            records.append(kind.resolve(values, found))
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


def _write(kind: Kind, changes: Plan) -> None:
    """Bulk statements on tables, without an object per row."""
    names = _written(kind)
    # The table, not the model: the ORM would make a statement for each set of blank columns.
    table = cast(Table, kind.model.__table__)
    stamp = {"changed_at": clock.now()} if "changed_at" in table.c else {}
    insert_rows(
        table, [{name: r[name] for name in names} | stamp for r in changes.inserts.values()]
    )
    if changes.updates:
        rows = [
            {name: record[name] for name in names} | stamp | {"id": id}
            for id, record in changes.updates.values()
        ]
        db.session.execute(update(kind.model), rows)
    if kind.children:
        _write_children(kind, changes)


def _written(kind: Kind) -> list[str]:
    """The columns of the table that a record fills."""
    given = {
        *kind.columns,
        *kind.compared,
        "candidate_id",
        "assignment_id",
        "content",
        "occurrence",
    }
    return [column.name for column in kind.model.__table__.c if column.name in given]


def _write_children(kind: Kind, changes: Plan) -> None:
    """Absences and the like: those of new rows that have some, and of all updated ones."""
    children = str(kind.children)
    records = dict(changes.updates.values())
    new = [record for record in changes.inserts.values() if record[children]]
    for key, stored in (kind.stored(new) if new else {}).items():
        records[stored.id] = changes.inserts[key]
    if records:
        kind.replace_children(records)


def _record_progress(work: Import, line: int, changes: Plan, refused: int) -> None:
    """How far we are, in the transaction of the rows themselves."""
    row = _progress_row(work)
    report = work.report
    row.line = line
    row.inserted = report.inserted + changes.inserted
    row.updated = report.updated + changes.updated
    row.unchanged = report.unchanged + changes.unchanged
    row.refused = report.refused + refused
    row.rejects_bytes = work.rejects.bytes if work.rejects else 0
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
