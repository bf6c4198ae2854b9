"""Importing and exporting over each kind of database."""

import io
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.exchange.actions import import_file
from agency.exchange.report import ImportReport
from agency.exchange.writing import export
from tests.exchange.files import Cells, write_csv


class ImportRows(Protocol):
    """Imports rows through a file of their own."""

    def __call__(self, kind: str, *rows: Cells, **options: Any) -> ImportReport: ...


class ImportBytes(Protocol):
    """Imports a file of exactly these bytes."""

    def __call__(self, kind: str, content: bytes, **options: Any) -> ImportReport: ...


class Exported(Protocol):
    """What an export of a kind writes."""

    def __call__(self, kind: str) -> str: ...


@pytest.fixture
def import_rows(database: SQLAlchemy, tmp_path: Path) -> ImportRows:
    number = count(1)

    def run(kind: str, *rows: Cells, **options: Any) -> ImportReport:
        file = write_csv(tmp_path / f"{kind}-{next(number)}.csv", kind, *rows)
        return import_file(kind, file, **options)

    return run


@pytest.fixture
def import_bytes(database: SQLAlchemy, tmp_path: Path) -> ImportBytes:
    number = count(1)

    def run(kind: str, content: bytes, **options: Any) -> ImportReport:
        file = tmp_path / f"{kind}-bytes-{next(number)}.csv"
        file.write_bytes(content)
        return import_file(kind, file, **options)

    return run


@pytest.fixture
def exported(database: SQLAlchemy) -> Exported:
    def run(kind: str) -> str:
        text = io.StringIO()
        export(kind, text)
        return text.getvalue()

    return run
