"""An import of many rows takes no more memory, and no more queries a row, than one of few."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

from agency.exchange.actions import BATCH
from agency.exchange.kinds import KINDS
from tests.exchange.conftest import ImportRows
from tests.exchange.files import write_csv

FEW, MANY = 5_000, 20_000
# Megabytes. What a batch and the caches of a run may differ by; 15,000 rows kept would be more.
ROOM = 12
MOST = 240
CHILD = """
import sys
from pathlib import Path
from agency import create_app
from agency.bench.usage import own_peak_mb
from agency.exchange.actions import import_file
from config import Config

url, home, *files = sys.argv[1:]
settings = {"AGENCY_DATABASE_URL": url, "AGENCY_HOME": home}
with create_app(Config.from_environment(settings)).app_context():
    for kind_and_file in files:
        kind, _, file = kind_and_file.partition("=")
        report = import_file(kind, Path(file))
        assert report.refused == 0, report.refused_rows[0]
        print(own_peak_mb())
"""


def person(number: int) -> dict[str, str]:
    return {
        "ref": f"C-{number}",
        "last_name": f"Name {number}",
        "email": f"c{number}@example.org",
        "unavailable": "2027-02-01/2027-02-02" * (number % 3 == 0),
    }


def held(number: int) -> dict[str, str]:
    return {"candidate_ref": f"C-{number % FEW}", "number": str(number), "expires_on": "2027-01-01"}


@pytest.mark.usefixtures("database")
def test_memory_does_not_grow_with_the_file(database_url: str, tmp_path: Path) -> None:
    files = [
        ("candidates", write_csv(tmp_path / "few.csv", "candidates", *map(person, range(FEW)))),
        ("credentials", write_csv(tmp_path / "held.csv", "credentials", *map(held, range(FEW)))),
        ("candidates", write_csv(tmp_path / "many.csv", "candidates", *map(person, range(MANY)))),
        ("credentials", write_csv(tmp_path / "all.csv", "credentials", *map(held, range(MANY)))),
    ]
    command = [sys.executable, "-c", CHILD, database_url, str(tmp_path)]
    command += [f"{kind}={file}" for kind, file in files]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    peaks = [float(line) for line in told.stdout.split()]
    assert len(peaks) == len(files)
    assert peaks[-1] - peaks[1] < ROOM
    assert peaks[-1] < MOST


@contextmanager
def statements_of(database: SQLAlchemy) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile; one with many rows counts once."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


ROWS: dict[str, Any] = {
    "candidates": person,
    "credentials": lambda number: {"candidate_ref": f"C-{number}", "number": str(number)},
    "trainings": lambda number: {"candidate_ref": f"C-{number}", "hours": str(number)},
    "ce_credits": lambda number: {"candidate_ref": f"C-{number}", "units": str(number)},
    "facilities": lambda number: {"name": f"Clinic {number}", "do_not_return": f"C-{number};X"},
    "assignments": lambda number: {"ref": f"A-{number}", "facility": f"Clinic {number}"},
    "placements": lambda number: {"candidate_ref": f"C-{number}", "assignment_ref": f"A-{number}"},
}
CHANGED: dict[str, dict[str, str]] = {
    "candidates": {"last_name": "Lee"},
    "credentials": {"evidence": "reviewed"},
    "facilities": {"do_not_return": "C-1"},
    "assignments": {"zip": "01234"},
    "placements": {"stage": "working"},
}


def test_a_batch_takes_the_same_queries_whatever_is_in_it(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    size = 300
    assert size < BATCH
    for kind in KINDS:
        row_of = ROWS[kind]
        with statements_of(database) as for_few:
            import_rows(kind, *map(row_of, range(3)))
        with statements_of(database) as for_many:
            report = import_rows(kind, *map(row_of, range(3, size)))
        assert (report.inserted, report.refused) == (size - 3, 0)
        assert len(for_many) == len(for_few)
        changed = CHANGED.get(kind, {})
        with statements_of(database) as for_changes:
            report = import_rows(kind, *(row_of(number) | changed for number in range(size)))
        assert report.updated + report.unchanged == size
        assert len(for_changes) <= len(for_many) + 1


def test_batches_take_their_queries_one_after_another(
    database: SQLAlchemy, import_rows: ImportRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agency.exchange.actions.BATCH", 10)
    counted = []
    for first, batches in ((0, 1), (100, 2), (200, 4)):
        with statements_of(database) as sent:
            import_rows("candidates", *map(person, range(first, first + 10 * batches)))
        counted.append(len(sent))
    one, two, four = counted
    assert four - two == 2 * (two - one)
