"""What is stored by its fingerprint is what it says it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, func, select

from agency.errors import Unready
from agency.extensions import db
from agency.matching import keeping
from agency.matching.compiled import CompiledEngine
from agency.matching.engine import Engine, Limits
from agency.matching.keeping import Damaged, keep, kept, lay_out, snapshot_of
from agency.matching.models import SnapshotPiece, StoredSnapshot
from agency.matching.packing import packed
from agency.matching.snapshot import Snapshot, read_snapshot
from agency.matching.snapshot_files import path_of
from agency.rules.ranking import load_scale
from agency.rules.rulebook import NoRules, load_rulebook
from agency.settings import settings
from tests.matching.random_agency import AS_OF, RandomAgency


def test_a_snapshot_comes_back_in_pieces(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    RandomAgency(1)
    monkeypatch.setattr(keeping, "PIECE", 100)
    snapshot = read_snapshot(AS_OF)
    data = packed(snapshot)
    keep("other", b"something else")
    keep(snapshot.fingerprint, data)
    assert kept(snapshot.fingerprint) == data
    pieces = select(func.count()).where(SnapshotPiece.fingerprint == snapshot.fingerprint)
    assert database.session.scalar(pieces) == -(-len(data) // 100)
    snapshot_of.cache_clear()
    assert snapshot_of(snapshot.fingerprint).fingerprint == snapshot.fingerprint


def test_what_is_there_already_stays(database: SQLAlchemy) -> None:
    keep("f", b"first")
    keep("f", b"second")
    assert kept("f") == b"first"
    assert database.session.scalars(select(StoredSnapshot.bytes)).all() == [5]


def test_what_is_not_stored_is_said(database: SQLAlchemy) -> None:
    with pytest.raises(Unready, match="the facts f are not stored any more"):
        kept("f")


def test_what_was_changed_where_it_is_stored_is_not_used(database: SQLAlchemy) -> None:
    agency = RandomAgency(2)
    snapshot = read_snapshot(AS_OF)
    agency.candidates[0].status = (
        "active" if agency.candidates[0].status != "active" else "archived"
    )
    database.session.flush()
    keep(snapshot.fingerprint, packed(read_snapshot(AS_OF)))
    snapshot_of.cache_clear()
    with pytest.raises(Damaged, match=snapshot.fingerprint):
        snapshot_of(snapshot.fingerprint)


@pytest.fixture
def stored(database: SQLAlchemy) -> Snapshot:
    """The facts of a small agency, in the database and not at hand."""
    RandomAgency(3)
    snapshot = read_snapshot(AS_OF)
    keep(snapshot.fingerprint, packed(snapshot))
    database.session.commit()
    snapshot_of.cache_clear()
    return snapshot


def file_of(snapshot: Snapshot) -> Path:
    return path_of(settings().snapshots, snapshot.fingerprint)


def test_who_comes_first_writes_a_file_that_the_others_map(
    stored: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not file_of(stored).exists()
    snapshot_of(stored.fingerprint)
    assert file_of(stored).exists()
    snapshot_of.cache_clear()
    monkeypatch.delattr(keeping, "kept")
    assert snapshot_of(stored.fingerprint).fingerprint == stored.fingerprint


def test_the_facts_of_a_run_that_begins_are_at_hand(
    stored: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(stored)
    monkeypatch.delattr(keeping, "kept")
    assert snapshot_of(stored.fingerprint).fingerprint == stored.fingerprint


def test_a_damaged_file_is_written_anew_from_the_database(
    stored: Snapshot, caplog: pytest.LogCaptureFixture
) -> None:
    lay_out(stored)
    file_of(stored).write_bytes(file_of(stored).read_bytes()[:-640])
    assert snapshot_of(stored.fingerprint).fingerprint == stored.fingerprint
    assert "cannot be used" in caplog.text
    snapshot_of.cache_clear()
    caplog.clear()
    assert snapshot_of(stored.fingerprint).fingerprint == stored.fingerprint
    assert not caplog.text


def test_a_file_of_what_the_database_has_forgotten_is_not_used(stored: Snapshot) -> None:
    lay_out(stored)
    db.session.execute(delete(StoredSnapshot))
    db.session.commit()
    with pytest.raises(Unready, match="are not stored any more: facts are kept for 90 days"):
        snapshot_of(stored.fingerprint)


def test_matching_is_the_same_on_mapped_facts(stored: Snapshot) -> None:
    """Compiled code takes the columns as they lie."""
    lay_out(stored)
    found = snapshot_of(stored.fingerprint)
    scale = load_scale(settings().ranking_file)
    for kind in (Engine, CompiledEngine):
        mapped, read = (kind(one.pool, load_rulebook(), scale, AS_OF) for one in (found, stored))
        for opening in stored.openings:
            limits, placed = Limits(5, 5), opening.placed
            ours, theirs = (
                told(engine, opening.assignment, placed, limits) for engine in (mapped, read)
            )
            assert ours == theirs


def told(engine: Engine, *asked: Any) -> object:
    try:
        found = engine.match(*asked)
    except NoRules as missing:
        return str(missing)
    return found.eligible, found.unknown, found.best.candidate.tolist(), found.best.score.tolist()
