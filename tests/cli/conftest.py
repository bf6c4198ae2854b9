"""Fixtures of the commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests.samples.agencies import SMALL, keep


@pytest.fixture
def no_agency(database: SQLAlchemy, database_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a command over an empty database."""
    return {
        "AGENCY_DATABASE_URL": database_url,
        "AGENCY_HOME": str(tmp_path),
        "COLUMNS": "80",
        "NO_COLOR": "1",
    }


@pytest.fixture
def over(no_agency: dict[str, str]) -> dict[str, str]:
    """The environment of a command over a database that holds the small agency."""
    keep(SMALL)
    return no_agency
