"""Where what is filed is not what a machine has read on the document; pure reckoning too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from agency.credentials.numbers import folded_number
from agency.documents.readings.joining import DocumentRead, Found
from agency.rules.sentences import day_text

DAYS = ("issued_on", "expires_on")


def contradicted(values: Mapping[str, Any], read: DocumentRead) -> Iterator[tuple[str, str]]:
    """Fields that are filed and read for sure, and differ, each with a sentence."""
    for name, found in _of_values(read):
        filed = values[name]
        if found.sure and filed and not _same(name, filed, found.read.value or ""):
            yield name, f"The document reads {_said(name, found)}."


def doubted(values: Mapping[str, Any], read: DocumentRead) -> Iterator[tuple[str, str]]:
    """Fields that were read and are not filed, or read without being sure, each with a sentence."""
    for name, found in _of_values(read):
        filed = values[name]
        if found.sure and not filed:
            yield name, f"The document reads {_said(name, found)}."
        elif not found.sure and not _same(name, filed, found.read.text):
            note = f": {found.read.note}" if found.read.note else ""
            yield name, f"Read as {found.read.text}, and unsure{note}."


def _of_values(read: DocumentRead) -> Iterator[tuple[str, Found]]:
    names = ("number", *DAYS)
    return ((name, read.fields[name]) for name in names if name in read.fields)


def _same(name: str, filed: Any, read: str) -> bool:
    if name in DAYS:
        return filed is not None and read == filed.isoformat()
    return folded_number(filed or "") == folded_number(read)


def _said(name: str, found: Found) -> str:
    """As printed; of a day also which one that is, where it is not written out."""
    value, text = found.read.value or "", found.read.text
    if name not in DAYS:
        return value
    day = day_text(date.fromisoformat(value))
    return day if text in (value, day) else f"{text}, {day}"
