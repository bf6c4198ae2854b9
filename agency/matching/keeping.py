"""Snapshots in the database, where every worker finds them, and at hand in this process."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import insert, select

from agency import clock
from agency.errors import Unready
from agency.extensions import db
from agency.matching.models import SnapshotPiece, StoredSnapshot
from agency.matching.packing import unpacked
from agency.matching.snapshot import Snapshot
from agency.upserting import upsert

# Small enough for any driver and for the memory of a worker that only passes it on.
PIECE = 8 << 20


class Damaged(Exception):
    """What is stored under a fingerprint is something else."""


def keep(fingerprint: str, data: bytes) -> None:
    """Store ``data`` under its fingerprint; what is there already stays. The caller commits."""
    row = {"fingerprint": fingerprint, "bytes": len(data), "made_at": clock.now()}
    made = upsert(StoredSnapshot).values(row).on_conflict_do_nothing()
    if not db.session.scalar(made.returning(StoredSnapshot.fingerprint)):
        return
    pieces = [
        {"fingerprint": fingerprint, "number": number, "data": data[start : start + PIECE]}
        for number, start in enumerate(range(0, len(data), PIECE))
    ]
    db.session.execute(insert(SnapshotPiece), pieces)


def kept(fingerprint: str) -> bytes:
    """What is stored under a fingerprint; raises Unready if nothing is."""
    pieces = db.session.scalars(
        select(SnapshotPiece.data)
        .where(SnapshotPiece.fingerprint == fingerprint)
        .order_by(SnapshotPiece.number)
    ).all()
    if not pieces:
        raise Unready(f"the facts {fingerprint} are not stored any more")
    return b"".join(pieces)


@lru_cache(maxsize=2)
def snapshot_of(fingerprint: str) -> Snapshot:
    """The facts by their fingerprint, unpacked; those asked for last stay at hand.

    Raises Unready and Damaged.
    """
    snapshot = unpacked(kept(fingerprint))
    if snapshot.fingerprint != fingerprint:
        raise Damaged(f"what is stored as {fingerprint} is {snapshot.fingerprint}")
    return snapshot
