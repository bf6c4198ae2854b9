"""Files go with what they were made of, or when nobody has opened them for a week."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from agency import clock
from agency.matching.snapshot import Snapshot
from agency.matching.snapshot_files import CHECKED, UNFINISHED, path_of, shared
from agency.matching.snapshot_stock import (
    GRACE,
    UNUSED,
    WRITING,
    Stock,
    fingerprints_in,
    prune,
    stock_of,
)
from agency.rules.facts import CandidateFacts
from tests.matching.pools import pool

FIRST, SECOND = (Snapshot(pool([CandidateFacts(ref)]), ()) for ref in ("C-1", "C-2"))
BOTH = {FIRST.fingerprint, SECOND.fingerprint}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for snapshot in (FIRST, SECOND):
        shared(tmp_path, snapshot.fingerprint, partial(Snapshot, snapshot.pool, ()))
    return tmp_path


def grown_old(path: Path, age: timedelta) -> None:
    """As if it had been written and used so long ago."""
    moment = (clock.now() - age).timestamp()
    os.utime(path, (moment, moment))


def test_what_lies_there_is_counted(folder: Path) -> None:
    sizes = [path_of(folder, one).stat().st_size for one in BOTH]
    assert fingerprints_in(folder) == BOTH
    assert stock_of(folder) == Stock(2, sum(sizes))
    assert stock_of(folder / "nowhere") == Stock(0, 0)


def test_what_is_stored_and_used_stays(folder: Path) -> None:
    grown_old(path_of(folder, FIRST.fingerprint), UNUSED - MINUTE)
    assert prune(folder, BOTH) == 0
    assert fingerprints_in(folder) == BOTH


def test_what_is_not_stored_goes_with_what_was_noted_of_it(folder: Path) -> None:
    grown_old(path_of(folder, FIRST.fingerprint), GRACE + MINUTE)
    assert prune(folder, {SECOND.fingerprint}) == 1
    assert fingerprints_in(folder) == {SECOND.fingerprint}
    (note,) = folder.glob(f"*{CHECKED}")
    assert note.name.startswith(SECOND.fingerprint)


def test_what_is_about_to_be_stored_stays(folder: Path) -> None:
    assert prune(folder, ()) == 0


def test_what_nobody_opens_goes_and_comes_back(folder: Path) -> None:
    path = path_of(folder, FIRST.fingerprint)
    grown_old(path, UNUSED + MINUTE)
    assert prune(folder, BOTH) == 1
    assert shared(folder, FIRST.fingerprint, lambda: FIRST).fingerprint == FIRST.fingerprint
    assert path.exists()


def test_to_be_opened_is_to_be_used(folder: Path) -> None:
    path = path_of(folder, FIRST.fingerprint)
    state = path.stat()
    os.utime(path, ns=(0, state.st_mtime_ns))
    shared(folder, FIRST.fingerprint, lambda: FIRST)
    assert path.stat().st_atime_ns >= state.st_mtime_ns
    assert path.stat().st_mtime_ns == state.st_mtime_ns


def test_what_was_being_written_when_somebody_died_goes(folder: Path) -> None:
    dead, alive = (folder / f"{name}{UNFINISHED}" for name in ("dead", "alive"))
    for path in (dead, alive):
        path.write_bytes(b"half")
    grown_old(dead, WRITING + MINUTE)
    prune(folder, BOTH)
    assert [path.exists() for path in (dead, alive)] == [False, True]
