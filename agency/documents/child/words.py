"""What is said of a file that is not taken."""

from __future__ import annotations

DAMAGED = "a {kind} that can be read to its end; this one is damaged or cut short"


class NotTaken(Exception):
    """The file is not let in; the words say what was expected in its place."""


def damaged(kind: str) -> NotTaken:
    """``kind`` is PDF, JPEG or PNG."""
    return NotTaken(DAMAGED.format(kind=kind))
