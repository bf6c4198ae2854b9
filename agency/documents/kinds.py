"""The kinds of file that are taken, and what each is called outside."""

from __future__ import annotations

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
TYPES = (PDF, JPEG, PNG)
SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
# The bytes with which a file of each begins.
BEGINNINGS = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}


def type_of(beginning: bytes) -> str | None:
    """The media type that the first bytes of a file show; None if it is none that is taken."""
    found = (kind for kind, start in BEGINNINGS.items() if beginning.startswith(start))
    return next(found, None)
