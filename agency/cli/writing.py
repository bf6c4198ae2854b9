"""What commands write byte for byte: files, whole or not at all, and standard output."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from agency.errors import Unreadable


@contextmanager
def replaced(path: Path) -> Iterator[TextIO]:
    """A new text file that takes the place of ``path`` when the block ends well.

    Where ``path`` is a link, what it points to is replaced. Raises Unreadable if the place cannot
    be written or has no room; then, and if the block fails, an older file stays as it was.
    """
    place = path.resolve()
    if place.exists() and not place.is_file():
        raise Unreadable(f"{path}: expected a file or the name of a new one")
    try:
        with _new_file_for(place) as file:
            yield file
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error


@contextmanager
def _new_file_for(place: Path) -> Iterator[TextIO]:
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def screen() -> Iterator[TextIO]:
    """Standard output as UTF-8 with the line ends it is given, as a file would be written."""
    file = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        yield file
    finally:
        file.detach()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
