"""Fixtures of the API."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from agency.matching.actions import match
from tests.samples.agencies import AS_OF, SMALL, keep


@pytest.fixture
def small(app: Flask) -> Flask:
    """The application over the small agency, matched as of its day."""
    with app.app_context():
        keep(SMALL)
        match(AS_OF)
    return app


@pytest.fixture
def over(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a command over the same database."""
    return {"AGENCY_DATABASE_URL": database_url, "AGENCY_HOME": str(tmp_path), "COLUMNS": "80"}
