"""Stores: a folder, a full one, and a bucket of a real server; they keep alike."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agency.documents.store import Gone, Store, store_at
from agency.documents.store.folder import Folder
from agency.errors import Away, Full
from tests.documents.buckets import bucket_server

NAME = "ab" * 16


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "of-tests")
        with bucket_server() as place:
            yield place


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return store_at(str(tmp_path / "files"))
    found = store_at(request.getfixturevalue("bucket"))
    for one in found.all():
        found.remove(one)
    return found


def test_what_was_put_is_there_until_it_is_removed(store: Store) -> None:
    assert list(store.all()) == []
    store.put(NAME, b"sealed")
    assert store.get(NAME) == b"sealed"
    (kept,) = store.all()
    assert (kept.name, kept.unfinished) == (NAME, False)
    assert abs(kept.since - datetime.now(UTC)) < timedelta(minutes=1)  # the store's own clock
    for _ in range(2):
        store.remove(NAME)
    assert list(store.all()) == []
    with pytest.raises(Gone, match=NAME):
        store.get(NAME)


def test_many_are_listed(store: Store) -> None:
    names = {f"{number:032x}" for number in range(50)}
    for name in names:
        store.put(name, b"x")
    assert {one.name for one in store.all()} == names


def test_a_file_left_unfinished_is_told_and_removed(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put(NAME, b"x")
    path = tmp_path / "ab" / f"{NAME}.part"
    path.write_bytes(b"half")
    unfinished = [one for one in folder.all() if one.unfinished]
    assert [one.name for one in unfinished] == [NAME]
    folder.remove(unfinished[0])
    assert [one.unfinished for one in folder.all()] == [False]


def test_a_folder_is_for_us_alone(tmp_path: Path) -> None:
    Folder(tmp_path / "files").put(NAME, b"x")
    assert (tmp_path / "files" / "ab").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_to_is_away(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("no folder")
    with pytest.raises(Away, match="does not work"):
        Folder(tmp_path / "files").put(NAME, b"x")


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this takes the right to mount a disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_told_and_nothing_is_left_of_the_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk:
        folder = Folder(disk)
        folder.put(NAME, bytes(600_000))
        with pytest.raises(Full, match="no room"):
            folder.put("cd" * 16, bytes(600_000))
        assert [one.name for one in folder.all()] == [NAME]
        folder.remove(NAME)
        folder.put("cd" * 16, bytes(600_000))


def test_a_limit_on_files_is_told_like_a_full_disk(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        with pytest.raises(Full, match="no room"):
            folder.put(NAME, bytes(2_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(folder.all()) == []


def test_a_server_that_is_gone_is_away(bucket: str) -> None:
    gone = store_at("s3://tenens-files?endpoint=http://127.0.0.1:1&region=us-east-1")
    for ask in (lambda: gone.get(NAME), lambda: gone.put(NAME, b"x"), lambda: list(gone.all())):
        with pytest.raises(Away, match="does not answer"):
            ask()


def test_a_bucket_that_is_not_there_is_away(bucket: str) -> None:
    other = store_at(bucket.replace("tenens-files", "another"))
    with pytest.raises(Away, match="NoSuchBucket"):
        other.put(NAME, b"x")
