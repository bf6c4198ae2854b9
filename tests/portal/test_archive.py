"""An archive that is sent while it is made."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from zipfile import ZipFile

from agency.portal.archive import zipped

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_what_goes_in_comes_out() -> None:
    files = [("a.txt", [b"one", b"two"]), ("folder/b.bin", [bytes(range(256)) * 1000]), ("c", [])]
    found = ZipFile(io.BytesIO(b"".join(zipped(files, NOON))))
    assert found.testzip() is None
    assert found.namelist() == ["a.txt", "folder/b.bin", "c"]
    assert found.read("a.txt") == b"onetwo"
    assert found.read("folder/b.bin") == bytes(range(256)) * 1000


def test_a_file_is_sent_before_the_next_is_read() -> None:
    read: list[str] = []

    def files() -> Iterator[tuple[str, list[bytes]]]:
        for name in ("first", "second"):
            read.append(name)
            yield name, [b"x" * 100]

    parts = zipped(files(), NOON)
    assert b"first" in next(parts)
    assert read == ["first"]
