"""Snapshots in the database, which is the truth, and at hand in this process.

The latter are the pages of a file that all processes of the machine map, as
`agency.matching.snapshot_files` has it.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import insert, select

from agency import clock
from agency.bulk_lookup import among
from agency.errors import Unready
from agency.extensions import db
from agency.matching.models import SnapshotPiece, StoredSnapshot
from agency.matching.packing import unpacked
from agency.matching.snapshot import Snapshot
from agency.matching.snapshot_files import put, shared
from agency.matching.snapshot_stock import fingerprints_in, prune
from agency.settings import settings
from agency.upserting import upsert

# Small enough for any driver and for the memory of a worker that only passes it on.
PIECE = 8 << 20


class Damaged(Exception):
    """What is stored under a fingerprint is something else."""


class Forgotten(Unready):
    """Facts that were stored, for as long as facts are."""

    def __init__(self, fingerprint: str) -> None:
        days = settings().snapshot_days
        super().__init__(
            f"the facts {fingerprint} are not stored any more: facts are kept for {days} days"
            " (AGENCY_SNAPSHOT_DAYS)"
        )


def keep(fingerprint: str, data: bytes) -> None:
    """Store ``data`` under its fingerprint; what is there already stays. The caller commits.

    That a run is begun with it is noted in any case: old facts are forgotten, and whoever is at
    that waits for us or makes us wait.
    """
    row = {"fingerprint": fingerprint, "bytes": len(data), "made_at": clock.now()}
    made = upsert(StoredSnapshot).values(row)
    known = made.on_conflict_do_update(
        index_elements=[StoredSnapshot.fingerprint], set_={"made_at": made.excluded.made_at}
    )
    db.session.execute(known)
    if _is_stored(fingerprint):
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
        raise Forgotten(fingerprint)
    return b"".join(pieces)


@lru_cache(maxsize=2)
def snapshot_of(fingerprint: str) -> Snapshot:
    """The facts by their fingerprint, mapped; those asked for last stay at hand.

    A file of what the database has forgotten is not used. Raises Unready and Damaged.
    """
    if not _is_stored(fingerprint):
        raise Forgotten(fingerprint)
    return shared(settings().snapshots, fingerprint, lambda: _stored(fingerprint))


def _is_stored(fingerprint: str) -> bool:
    piece = select(SnapshotPiece.number).where(SnapshotPiece.fingerprint == fingerprint)
    return db.session.scalar(piece.limit(1)) is not None


def _stored(fingerprint: str) -> Snapshot:
    """The facts as the database has them, unpacked for a file to be written."""
    snapshot = unpacked(kept(fingerprint))
    if snapshot.fingerprint != fingerprint:
        raise Damaged(f"what is stored as {fingerprint} is {snapshot.fingerprint}")
    tidy_folder()
    return snapshot


def lay_out(snapshot: Snapshot) -> None:
    """Have the facts of a run that is about to begin at hand for every process of this machine."""
    tidy_folder()
    db.session.rollback()  # nothing is held open while we write
    put(settings().snapshots, snapshot)


def tidy_folder() -> int:
    """Remove files of what the database does not have, or nobody uses; how many.

    Each machine may have a folder of its own, so whoever is about to write there tidies it up.
    """
    folder = settings().snapshots
    there = StoredSnapshot.fingerprint
    named = among(there, fingerprints_in(folder))
    return prune(folder, frozenset(db.session.scalars(select(there).where(named))))
