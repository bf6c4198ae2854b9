"""Findings as plain JSON, and back: what is kept of a reading. Keys may be added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agency.fields.text import UNSAFE
from agency.reading.findings import FieldRead, Place

LONGEST = 200


def as_json(one: FieldRead) -> dict[str, Any]:
    """A finding; its place is a page from 1 and a box in thousandths of that page."""
    place = one.place and {"page": one.place.page, "box": list(one.place.box)}
    return {
        "field": one.field,
        "text": _plain(one.text),
        "value": None if one.value is None else _plain(one.value),
        "confidence": one.confidence,
        "note": _plain(one.note),
        "place": place,
    }


def _plain(text: str) -> str:
    """Without what no database takes: whatever stood in a file."""
    return UNSAFE.sub(" ", text)[:LONGEST]


def from_json(kept: Iterable[Mapping[str, Any]]) -> list[FieldRead]:
    """The findings that were kept."""
    return [_finding(one) for one in kept]


def _finding(kept: Mapping[str, Any]) -> FieldRead:
    place = kept["place"]
    left, top, right, bottom = place["box"] if place else (0, 0, 0, 0)
    return FieldRead(
        field=kept["field"],
        text=kept["text"],
        value=kept["value"],
        confidence=kept["confidence"],
        place=Place(place["page"], (left, top, right, bottom)) if place else None,
        note=kept["note"],
    )
