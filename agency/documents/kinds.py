"""The kinds of file that are taken, and what each is called outside.

A digital badge is kept as the text that its issuer signed, whatever picture it came in.
"""

from __future__ import annotations

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
JSON, TOKEN = "application/json", "application/jwt"
BADGES = (JSON, TOKEN)
TYPES = (PDF, JPEG, PNG, *BADGES)
SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", JSON: ".json", TOKEN: ".jwt"}
# Only looked into for the badge in it; nothing is kept that may act when it is shown.
SVG = "image/svg+xml"
# The bytes with which a file of each begins.
BEGINNINGS = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
# The same of text, behind what is blank; the first part of a token is JSON in base64.
TEXT_BEGINNINGS = {SVG: (b"<svg", b"<?xml", b"<!--"), JSON: (b"{", b"["), TOKEN: (b"eyJ",)}
BLANK = b"\xef\xbb\xbf \t\r\n"


def type_of(beginning: bytes) -> str | None:
    """The media type that the first bytes of a file show; None if it is none that is taken."""
    found = (kind for kind, start in BEGINNINGS.items() if beginning.startswith(start))
    return next(found, None) or _type_of_text(beginning.lstrip(BLANK))


def _type_of_text(beginning: bytes) -> str | None:
    found = (kind for kind, starts in TEXT_BEGINNINGS.items() if beginning.startswith(starts))
    return next(found, None)
