"""A file is written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit
from typing import TextIO

import pytest

from agency.cli.writing import replaced
from agency.errors import Unreadable


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_file_takes_the_place_of_the_old_when_it_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "pairs.csv"
    out.write_text("old", encoding="utf-8")
    with replaced(out) as file:
        file.write("Š\r\nnew\n")
        file.flush()
        assert out.read_text(encoding="utf-8") == "old"
    assert out.read_bytes() == "Š\r\nnew\n".encode()
    assert names(tmp_path) == ["pairs.csv"]


def test_when_the_block_fails_the_old_file_stays_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "pairs.csv"
    out.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), replaced(out) as file:
        write_half(file)
    assert out.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["pairs.csv"]


def write_half(file: TextIO) -> None:
    file.write("half")
    raise KeyboardInterrupt


def test_others_may_read_it_as_they_may_any_new_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with replaced(tmp_path / "pairs.csv") as file:
            file.write("new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "pairs.csv").stat().st_mode) == 0o640


def test_what_a_link_points_to_is_replaced_and_not_the_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    with replaced(link) as file:
        file.write("new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("place", [".", "/dev/null"])
def test_neither_a_folder_nor_a_device_is_replaced(tmp_path: Path, place: str) -> None:
    place = str(tmp_path / place)
    with pytest.raises(Unreadable, match="expected a file"), replaced(Path(place)) as file:
        file.write("new")
    assert names(tmp_path) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "pairs.csv"
    with pytest.raises(Unreadable, match=r"nowhere/pairs.csv: No such"), replaced(out) as file:
        file.write("new")


def test_a_disk_that_is_full_is_said_and_the_old_file_stays(tmp_path: Path) -> None:
    out = tmp_path / "pairs.csv"
    out.write_text("old", encoding="utf-8")
    with (
        pytest.raises(Unreadable, match=r"pairs.csv: File too large"),
        room_for(100),
        replaced(out) as file,
    ):
        file.write("new" * 100_000)
    assert out.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["pairs.csv"]


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond ``size`` bytes meanwhile, as if the disk were full."""
    soft, hard = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        setrlimit(RLIMIT_FSIZE, (soft, hard))
