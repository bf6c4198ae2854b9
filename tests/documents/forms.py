"""Files as a browser sends them; the library of the tests leaves large bodies open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Part = tuple[bytes, str]


def form(files: Sequence[Part], boundary: str = "x-x-x", **fields: str) -> dict[str, Any]:
    """The options of a request that sends ``files``, each with its name, and other fields."""
    parts = [_part(b'name="%b"' % name.encode(), text.encode()) for name, text in fields.items()]
    for content, name in files:
        said = b'name="file"; filename="%b"\r\nContent-Type: image/png' % _escaped(name)
        parts.append(_part(said, content))
    line = b"--" + boundary.encode()
    body = b"".join(line + b"\r\n" + part for part in parts) + line + b"--\r\n"
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def _part(said: bytes, content: bytes) -> bytes:
    return b"Content-Disposition: form-data; " + said + b"\r\n\r\n" + content + b"\r\n"


def _escaped(name: str) -> bytes:
    return name.replace("\\", "\\\\").replace('"', '\\"').encode()
