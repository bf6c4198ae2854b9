"""The folder of snapshots is quick to read, and never believed."""

from __future__ import annotations

import logging
import multiprocessing
import os
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from agency.errors import Unready
from agency.matching import snapshot_files
from agency.matching.snapshot import Snapshot
from agency.matching.snapshot_files import CHECKED, UNFINISHED, path_of, put, shared
from agency.rules.facts import CandidateFacts
from tests.matching.pools import pool

SNAPSHOT = Snapshot(pool([CandidateFacts("C-1", skills=frozenset({"ekg"}))]), ())
OTHER = Snapshot(pool([CandidateFacts("C-2")]), ())
FINGERPRINT = SNAPSHOT.fingerprint


def unasked() -> Snapshot:
    raise AssertionError("the database was asked")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "made" / "snapshots"


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which files were held against their fingerprint."""
    made: list[str] = []
    check = snapshot_files._checked

    def watched(path: Path, *rest: Any) -> Snapshot:
        made.append(path.name)
        return check(path, *rest)

    monkeypatch.setattr(snapshot_files, "_checked", watched)
    return made


def test_what_is_not_there_is_written_once_and_then_only_mapped(folder: Path) -> None:
    first = shared(folder, FINGERPRINT, lambda: SNAPSHOT)
    again = shared(folder, FINGERPRINT, unasked)
    assert first.fingerprint == again.fingerprint == FINGERPRINT
    assert not [*folder.glob(f"*{UNFINISHED}")]


def test_nobody_else_on_the_machine_may_read_the_facts(folder: Path) -> None:
    put(folder, SNAPSHOT)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert path_of(folder, FINGERPRINT).stat().st_mode & 0o777 == 0o600


def test_a_machine_checks_a_file_once(folder: Path, checks: list[str]) -> None:
    put(folder, SNAPSHOT)
    for _ in range(3):
        shared(folder, FINGERPRINT, unasked)
    assert len(checks) == 1


def test_what_was_laid_out_is_checked_by_who_maps_it_first(folder: Path, checks: list[str]) -> None:
    put(folder, SNAPSHOT)
    assert not checks
    assert shared(folder, FINGERPRINT, unasked).fingerprint == FINGERPRINT
    assert len(checks) == 1


def test_another_machine_checks_it_for_itself(
    folder: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shared(folder, FINGERPRINT, lambda: SNAPSHOT)
    monkeypatch.setattr(snapshot_files, "_machine", lambda: "another")
    for _ in range(3):
        shared(folder, FINGERPRINT, unasked)
    assert len(checks) == 2
    assert len([*folder.glob(f"*{CHECKED}")]) == 2


@pytest.mark.parametrize("place", [0, 20, 40, 400])
def test_what_was_damaged_since_it_was_checked_is_told_and_written_anew(
    folder: Path, place: int, caplog: pytest.LogCaptureFixture
) -> None:
    shared(folder, FINGERPRINT, lambda: SNAPSHOT)
    path = path_of(folder, FINGERPRINT)
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)
    os.utime(path, ns=(0, 0))  # however quick the machine is
    found = shared(folder, FINGERPRINT, lambda: SNAPSHOT)
    assert found.fingerprint == FINGERPRINT
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert shared(folder, FINGERPRINT, unasked).fingerprint == FINGERPRINT


@pytest.mark.parametrize("content", [b"", b"x" * 100_000, b"tenens facts\n\0\0\0" + b"\xff" * 99])
def test_what_somebody_else_has_put_there_is_replaced(
    folder: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir(parents=True)
    path_of(folder, FINGERPRINT).write_bytes(content)
    assert shared(folder, FINGERPRINT, lambda: SNAPSHOT).fingerprint == FINGERPRINT
    assert "cannot be used" in caplog.text
    assert shared(folder, FINGERPRINT, unasked).fingerprint == FINGERPRINT


def test_facts_of_others_under_this_name_are_not_taken(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(folder, OTHER)
    path_of(folder, OTHER.fingerprint).rename(path_of(folder, FINGERPRINT))
    assert shared(folder, FINGERPRINT, lambda: SNAPSHOT).pool.refs == ("C-1",)
    assert f"its facts are {OTHER.fingerprint}" in caplog.text


def test_what_cannot_be_replaced_is_done_without(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A pipe would be waited for, and a folder cannot be written over."""
    folder.mkdir(parents=True)
    os.mkfifo(path_of(folder, OTHER.fingerprint))
    path_of(folder, FINGERPRINT).mkdir()
    assert shared(folder, OTHER.fingerprint, lambda: OTHER).fingerprint == OTHER.fingerprint
    assert shared(folder, FINGERPRINT, lambda: SNAPSHOT) is SNAPSHOT
    assert "cannot be written" in caplog.text
    assert not [*folder.glob(f"*{UNFINISHED}")]


def test_a_folder_that_cannot_be_made_is_done_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert shared(tmp_path / "file" / "snapshots", FINGERPRINT, lambda: SNAPSHOT) is SNAPSHOT
    assert "cannot be written" in caplog.text


def test_a_full_disk_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert shared(folder, FINGERPRINT, lambda: SNAPSHOT) is SNAPSHOT
    assert "No space left on device" in caplog.text
    assert [path.name for path in folder.iterdir()] == [snapshot_files.LOCK]


def test_what_the_database_says_of_it_is_raised(folder: Path) -> None:
    def gone() -> Snapshot:
        raise Unready("not stored any more")

    with pytest.raises(Unready, match="not stored any more"):
        shared(folder, FINGERPRINT, gone)
    assert shared(folder, FINGERPRINT, lambda: SNAPSHOT).fingerprint == FINGERPRINT


def test_of_those_who_come_at_once_one_asks_the_database(folder: Path) -> None:
    asked: list[int] = []
    found: list[str] = []

    def stored() -> Snapshot:
        asked.append(1)
        return SNAPSHOT

    def come() -> None:
        found.append(shared(folder, FINGERPRINT, stored).fingerprint)

    threads = [Thread(target=come) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [FINGERPRINT] * 6
    assert len(asked) == 1


def _come(folder: Path, asked: Any) -> None:
    def stored() -> Snapshot:
        with asked.get_lock():
            asked.value += 1
        return SNAPSHOT

    assert shared(folder, FINGERPRINT, stored).fingerprint == FINGERPRINT


def test_so_it_is_of_processes(folder: Path) -> None:
    context = multiprocessing.get_context("fork")
    asked = context.Value("i", 0)
    processes = [context.Process(target=_come, args=(folder, asked)) for _ in range(4)]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
    assert [one.exitcode for one in processes] == [0] * 4
    assert asked.value == 1


def test_nobody_waits_for_ever_for_one_who_is_frozen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_files, "TURN_SECONDS", 0.1)
    with snapshot_files._turn(folder):
        assert shared(folder, FINGERPRINT, lambda: SNAPSHOT).fingerprint == FINGERPRINT
    assert shared(folder, FINGERPRINT, unasked).fingerprint == FINGERPRINT


def test_who_has_it_mapped_keeps_it_when_it_is_replaced(folder: Path) -> None:
    found = shared(folder, FINGERPRINT, lambda: SNAPSHOT)
    path_of(folder, FINGERPRINT).unlink()
    put(folder, SNAPSHOT)
    assert found.fingerprint == FINGERPRINT
