"""Small CSV files for tests: a row says only what matters, the rest is blank or the least."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from agency.exchange.kinds import KINDS
from agency.exchange.report import ImportReport

LEAST: dict[str, dict[str, str]] = {
    "candidates": {"ref": "C-1"},
    "credentials": {"candidate_ref": "C-1", "code": "CMA-AAMA"},
    "trainings": {"candidate_ref": "C-1", "kind": "training"},
    "ce_credits": {"candidate_ref": "C-1", "code": "CMA-AAMA", "units": "1"},
    "facilities": {"name": "Alder Clinic"},
    "assignments": {
        "ref": "A-1",
        "state": "TX",
        "starts_on": "2027-01-04",
        "ends_on": "2027-03-31",
    },
    "placements": {"candidate_ref": "C-1", "assignment_ref": "A-1", "stage": "confirmed"},
}
Cells = Mapping[str, object]


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Rows inserted, updated, unchanged and refused."""
    return report.inserted, report.updated, report.unchanged, report.refused


def csv_text(kind: str, rows: Iterable[Cells], columns: Iterable[str] = ()) -> str:
    """A file of ``kind`` with all its columns, or with those named; rows may bring unknown ones."""
    filled: list[dict[str, object]] = [{**LEAST[kind], **row} for row in rows]
    names = list(columns) or list(KINDS[kind].columns)
    names += [name for row in filled for name in row if name not in KINDS[kind].columns]
    text = io.StringIO()
    writer = csv.DictWriter(
        text, list(dict.fromkeys(names)), extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(filled)
    return text.getvalue()


def write_csv(file: Path, kind: str, *rows: Cells) -> Path:
    """``csv_text`` in a file."""
    file.write_text(csv_text(kind, rows), encoding="utf-8", newline="")
    return file
