"""What was read of a document, in words: how sure it is, and what was made of it."""

from __future__ import annotations

from agency.documents.readings.joining import Found
from agency.reading.wording import wording
from agency.rules.catalogue import CredentialType


def how_sure(found: Found) -> str:
    """In a word and per cent, with why: ``sure, 98 %; month and year: the last day of it``.

    Where there is a reason to doubt it says more than how sharp the letters are.
    """
    note = found.read.note
    if note and not found.sure:
        return f"unsure; {note}"
    word = "sure" if found.sure else "unsure"
    return f"{word}, {found.read.confidence} %" + (f"; {note}" if note else "")


def issues(issuer: str, kind: CredentialType) -> bool:
    """Whether an issuer that was read is the one of a type, or one of many that may issue it."""
    return issuer == kind.issuer or kind.code in wording().by_anybody
