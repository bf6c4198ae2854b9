"""Pictures as a phone takes them, only smaller."""

from __future__ import annotations

import io

from PIL import Image


def photo(kind: str = "JPEG") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, kind)
    file.seek(0)
    return file
