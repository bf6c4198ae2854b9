"""An import killed at any row, several times over, ends as if nobody had killed it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.exchange.actions import import_file
from agency.exchange.models import ImportProgress
from tests.builders import make_candidate
from tests.conftest import config_for, empty_tables
from tests.exchange.conftest import Exported
from tests.exchange.files import write_csv
from tests.exchange.importing_child import import_killed_after

ROWS = 1_000
# Small batches, so that there are many places for a kill to fall.
BATCH = 20
# So many kills must have fallen between two batches.
KILLS = 4


def candidates(chance: Random) -> list[dict[str, str]]:
    """People with and without absences, some named twice, some without their leading zero."""
    return [
        {
            "ref": f"C-{chance.randrange(ROWS)}",
            "last_name": f"Name {number}",
            "home_zip": chance.choice(("01234", "01234", "01234", "1234")),
            "unavailable": "2027-02-01/2027-02-02" * chance.randrange(2),
        }
        for number in range(ROWS)
    ]


def trainings(chance: Random) -> list[dict[str, str]]:
    """Few different trainings, so that many are equal; some cannot be, some are of nobody known."""
    return [
        {
            "candidate_ref": chance.choice(("C-1", "C-2", "C-2", "C-9")),
            "hours": str(chance.randrange(9)),
            "in_person": chance.choice(("yes", "no", "", "maybe")),
        }
        for _ in range(ROWS)
    ]


@dataclass(frozen=True)
class Outcome:
    """What an import has left behind."""

    rows: str
    counts: tuple[int, ...]
    rejects: bytes


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> Random:
    """Chance whose seed is told if the test fails."""
    seed = time.time_ns()
    request.node.add_report_section("call", "seed", str(seed))
    return Random(seed)


def outcome(database: SQLAlchemy, kind: str, exported: Exported, rejects: Path) -> Outcome:
    done = database.session.scalars(select(ImportProgress)).one()
    assert done.finished_at
    counts = done.inserted, done.updated, done.unchanged, done.refused
    database.session.rollback()
    return Outcome(exported(kind), counts, rejects.read_bytes())


def begin_anew(database: SQLAlchemy) -> None:
    """Nobody but the two whose trainings are imported."""
    database.session.rollback()
    empty_tables()
    for ref in ("C-1", "C-2"):
        make_candidate(ref)
    database.session.commit()


@pytest.mark.parametrize("rows_of", [candidates, trainings], ids=lambda rows_of: rows_of.__name__)
def test_a_killed_import_ends_without_a_gap_and_without_a_double(
    rows_of: Callable[[Random], list[dict[str, str]]],
    chance: Random,
    database: SQLAlchemy,
    database_url: str,
    tmp_path: Path,
    exported: Exported,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind = rows_of.__name__
    file = write_csv(tmp_path / "f.csv", kind, *rows_of(chance))
    monkeypatch.setattr("agency.exchange.actions.BATCH", BATCH)
    begin_anew(database)
    began = time.monotonic()
    import_file(kind, file, rejects=tmp_path / "whole.csv")
    seconds = time.monotonic() - began
    whole = outcome(database, kind, exported, tmp_path / "whole.csv")

    begin_anew(database)
    lines: set[int] = set()
    while not is_finished(database):
        after = chance.uniform(0, seconds / 2) if len(lines) < KILLS else 60
        import_killed_after(
            after, config_for(database_url, tmp_path), BATCH, kind, file, tmp_path / "killed.csv"
        )
        lines.update(database.session.scalars(select(ImportProgress.line)))
        database.session.rollback()
    assert len(lines) > 1
    assert outcome(database, kind, exported, tmp_path / "killed.csv") == whole


def is_finished(database: SQLAlchemy) -> bool:
    finished = database.session.scalars(select(ImportProgress.finished_at)).one_or_none()
    database.session.rollback()
    return finished is not None
