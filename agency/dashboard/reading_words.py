"""What was read of a document, in words: how sure it is, and what was made of it."""

from __future__ import annotations

from agency.documents.readings.joining import Found
from agency.reading.wording import wording
from agency.rules.catalogue import CredentialType


def how_sure(found: Found) -> str:
    """In a word and per cent, with why: ``sure, 98 %; month and year: the last day of it``.

    Of what is worth nothing by itself, why alone: ``unsure: its issuer is not trusted``.
    """
    word = "sure" if found.sure else "unsure"
    if not found.read.confidence and found.read.note:
        return f"{word}: {found.read.note}"
    note = f"; {found.read.note}" if found.read.note else ""
    return f"{word}, {found.read.confidence} %{note}"


def issues(issuer: str, kind: CredentialType) -> bool:
    """Whether an issuer that was read is the one of a type, or one of many that may issue it."""
    return issuer == kind.issuer or kind.code in wording().by_anybody
