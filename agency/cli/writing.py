"""Files that commands write: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from agency.errors import Unreadable


@contextmanager
def replaced(path: Path) -> Iterator[TextIO]:
    """A new text file that takes the place of ``path`` when the block ends well.

    Raises Unreadable if the place cannot be written; then, and if the block fails, an older file
    stays as it was.
    """
    if path.exists() and not path.is_file():
        raise Unreadable(f"{path}: expected a file or the name of a new one")
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
