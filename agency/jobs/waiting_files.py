"""Files that were handed in and wait for their job, in a folder of the agency's own."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from agency import clock
from agency.errors import NO_ROOM, Full

KEPT_SECONDS = 24 * 3600


@contextmanager
def put_by(stream: BinaryIO, folder: Path) -> Iterator[Path]:
    """A copy of what was sent, which stays if the block does not raise; raises Full."""
    path = folder / secrets.token_hex(16)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as copy:
            shutil.copyfileobj(stream, copy, 1 << 20)
    except OSError as error:
        path.unlink(missing_ok=True)
        if error.errno in NO_ROOM:
            raise Full("there is no room left for the file; nothing was changed") from error
        raise
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def forget_unnamed(folder: Path, named: Collection[str]) -> int:
    """Remove what no row names and is older than `KEPT_SECONDS`; how many files those were.

    What is younger may be named in a moment, or be read by a worker that was taken for dead.
    """
    if not folder.is_dir():
        return 0
    before = clock.now().timestamp() - KEPT_SECONDS
    gone = [one for one in folder.iterdir() if one.name not in named]
    gone = [one for one in gone if one.stat().st_mtime < before]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, by which it is known again; raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
