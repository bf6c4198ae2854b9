"""What is stored by its fingerprint is what it says it is."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from agency.errors import Unready
from agency.matching import keeping
from agency.matching.keeping import Damaged, keep, kept, snapshot_of
from agency.matching.models import SnapshotPiece, StoredSnapshot
from agency.matching.packing import packed
from agency.matching.snapshot import read_snapshot
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
