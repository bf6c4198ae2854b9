"""A file read: its own text if it has any, else the letters seen in its picture."""

from __future__ import annotations

from importlib.util import find_spec

from agency.errors import Unreadable
from agency.reading.findings import NONE, Reading, reading

NO_OCR = "pictures cannot be read here: type it in"
PDF, PICTURES = "application/pdf", ("image/jpeg", "image/png")


def can_ocr() -> bool:
    """Whether the extra ``ocr`` is installed, so that pictures can be read."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_file(content: bytes, media_type: str) -> Reading:
    """What a PDF, JPEG or PNG says of a credential; raises Unreadable for what cannot be opened."""
    if media_type not in (PDF, *PICTURES):
        raise Unreadable(f"a file of type {media_type!r} cannot be read: only PDF, JPEG and PNG")
    return reading(NONE, 0, {}, NO_OCR)
