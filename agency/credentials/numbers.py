"""Numbers of credentials as they are compared: ab-1234 and AB 1234 are one."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase

FOLDED = str.maketrans(ascii_lowercase, ascii_uppercase, " -")


def folded_number(number: str) -> str:
    """A number without case, spaces and hyphens; blank where nothing else is in it."""
    return number.translate(FOLDED)
