"""What lies in the folder of snapshots, and what of it is worth no room any more."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from agency.matching.snapshot_files import CHECKED, SUFFIX, UNFINISHED, nanoseconds

# A file without a row may be of a run that is just being begun; nobody writes for a day.
GRACE, WRITING = timedelta(hours=1), timedelta(days=1)
# What nobody has opened for so long is worth no room: it can be had from the database again.
UNUSED = timedelta(days=7)


@dataclass(frozen=True)
class Stock:
    """How many there are, and how many bytes they have."""

    number: int
    bytes: int


def fingerprints_in(folder: Path) -> set[str]:
    """Of which snapshots there are files."""
    return {path.name.partition("-")[0] for path in folder.glob(f"*{SUFFIX}")}


def stock_of(folder: Path) -> Stock:
    """What lies there."""
    sizes = [size for path in folder.glob(f"*{SUFFIX}") if (size := _size_of(path)) is not None]
    return Stock(len(sizes), sum(sizes))


def _size_of(path: Path) -> int | None:
    with suppress(OSError):
        return path.stat().st_size
    return None


def prune(folder: Path, stored: Collection[str]) -> int:
    """Remove the files of snapshots that are not ``stored``, and what nobody uses; how many.

    Whoever has one of them mapped keeps its pages.
    """
    files = [*folder.glob(f"*{SUFFIX}")]
    gone = [path for path in files if _is_to_go(path, stored)]
    left = {path.name for path in files} - {path.name for path in gone}
    notes = [note for note in folder.glob(f"*{CHECKED}") if _file_of(note) not in left]
    unfinished = [path for path in folder.glob(f"*{UNFINISHED}") if _age(path) > WRITING]
    for path in (*gone, *notes, *unfinished):
        with suppress(OSError):
            path.unlink()
    return len(gone)


def _file_of(note: Path) -> str:
    return note.name.partition(SUFFIX)[0] + SUFFIX


def _is_to_go(path: Path, stored: Collection[str]) -> bool:
    age = _age(path)
    return age > UNUSED or (path.name.partition("-")[0] not in stored and age > GRACE)


def _age(path: Path) -> timedelta:
    """Since it was last written or, as far as is noted, opened."""
    try:
        state = path.stat()
    except OSError:
        return timedelta()
    last = max(state.st_mtime_ns, state.st_atime_ns)
    return timedelta(microseconds=(nanoseconds() - last) // 1000)
