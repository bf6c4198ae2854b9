"""An archive that is sent while it is made: nothing of it is held but the file at hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

File = tuple[str, Iterable[bytes]]
READABLE = 0o600 << 16


def as_json(value: Any) -> Iterable[bytes]:
    """A file of plain values, for people and for programs."""
    return [json.dumps(value, indent=2, ensure_ascii=False, default=str).encode()]


class _Sent:
    """Where the archive writes; what it wrote is taken away bit by bit."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def zipped(files: Iterable[File], made_at: datetime) -> Iterator[bytes]:
    """The bytes of an archive of ``files``, in their order."""
    sent = _Sent()
    with ZipFile(sent, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, content in files:
            info = ZipInfo(name, made_at.timetuple()[:6])
            info.compress_type, info.external_attr = ZIP_DEFLATED, READABLE
            with archive.open(info, "w") as file:
                for part in content:
                    file.write(part)
                    yield sent.taken()
            yield sent.taken()
    yield sent.taken()
