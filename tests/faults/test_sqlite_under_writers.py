"""One file of SQLite under two serving processes and sixteen people at once, for a minute."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from agency.extensions import db
from tests.faults.agencies import Agency, new_agency
from tests.faults.invariants import check_invariants
from tests.faults.serving import Pages, served
from tests.faults.writers import Written, writing

WRITERS = 16
SECONDS = 60.0
LOCKED = "database is locked"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    with new_agency(tmp_path, f"sqlite:///{tmp_path / 'agency.sqlite3'}") as agency:
        yield agency


def test_nobody_is_told_that_the_database_is_locked(
    agency: Agency, written: Written, chance: Random
) -> None:
    """Both processes do the background work too; night follows upon night meanwhile."""
    began = time.monotonic()
    with served(agency, "one.log") as one, served(agency, "other.log") as other:
        pages = [Pages(one, agency), Pages(other, agency)]
        with writing(agency.app, agency.home, written, chance, WRITERS):
            while time.monotonic() - began < SECONDS:
                day = agency.begin_night()
                while agency.state_of(day) != "complete":
                    agency.supervise()
                    assert {page.get("/") for page in pages} == {200}
        check_invariants(agency, written, day)
    assert not written.refused
    assert len(written.rows["candidates"]) > WRITERS
    assert agency.ask(lambda: db.session.scalars(text("PRAGMA integrity_check")).all()) == ["ok"]
    for log in agency.home.glob("*.log"):
        assert LOCKED not in log.read_text()
