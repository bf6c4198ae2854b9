"""A folder as a store: written under another name, made durable, and only then given its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from agency.documents.store.shape import Gone, Kept
from agency.errors import NO_ROOM, Away, Full

UNFINISHED = ".part"


class Folder:
    """Files in folders of two letters, below ``root``, which is made when it is needed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, content: bytes) -> None:
        """As `Store.put`; raises Full and Away."""
        path = self._path(name)
        unfinished = path.with_name(name + UNFINISHED)
        with _told():
            self._make(path.parent)
            try:
                _write(unfinished, content)
                unfinished.rename(path)
                _make_durable(path.parent)
            except BaseException:
                with suppress(OSError):
                    unfinished.unlink(missing_ok=True)
                    path.unlink(missing_ok=True)
                raise

    def get(self, name: str) -> bytes:
        """As `Store.get`; raises Gone and Away."""
        with _told():
            try:
                return self._path(name).read_bytes()
            except FileNotFoundError as error:
                raise Gone(name) from error

    def remove(self, kept: Kept | str) -> None:
        """As `Store.remove`; raises Away."""
        name = kept if isinstance(kept, str) else kept.name
        path = self._path(name)
        if isinstance(kept, Kept) and kept.unfinished:
            path = path.with_name(name + UNFINISHED)
        with _told():
            path.unlink(missing_ok=True)

    def all(self) -> Iterator[Kept]:
        """As `Store.all`; what goes away meanwhile is left out."""
        for path in self.root.glob("??/*"):
            with suppress(FileNotFoundError):
                since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                unfinished = path.name.endswith(UNFINISHED)
                yield Kept(path.name.removesuffix(UNFINISHED), since, unfinished)

    def _path(self, name: str) -> Path:
        return self.root / name[:2] / name

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make_durable(folder.parent)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _make_durable(folder: Path) -> None:
    """What was named in a folder lasts only once the folder does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told() -> Iterator[None]:
    """What the disk says, in words."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Full("there is no room for files at the moment; nothing was kept") from error
        raise Away(f"the store of files does not work: {error.strerror}") from error
