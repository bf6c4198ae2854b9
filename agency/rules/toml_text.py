"""An entry as it would stand in a file of changes, for somebody to begin from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from agency.rules.operators import Vocabulary
from agency.rules.rulebook import Entry
from agency.rules.writing import written, written_when


def entry_text(entry: Entry, vocabulary: Vocabulary, facility: str | None = None) -> str:
    """One ``[[requirement]]`` that reads as ``entry``; ``facility`` is whose standard it is."""
    told = {key: value for key, value in _told(entry, vocabulary, facility) if value}
    return "\n".join(["[[requirement]]", *(f"{key} = {_value(told[key])}" for key in told)]) + "\n"


def _told(entry: Entry, vocabulary: Vocabulary, facility: str | None) -> Iterator[tuple[str, Any]]:
    """The keys in the order of the data files; a standard has no source of law to name."""
    yield "id", entry.id
    yield "facility", facility
    yield "says", entry.says
    yield "when", written_when(entry.when, vocabulary)
    yield "in_force", entry.in_force
    yield "lifted", entry.lifted
    yield "needs", None if entry.needs is None else written(entry.needs, vocabulary)
    yield "effect", entry.effect
    if not entry.is_standard:
        yield "citation", entry.citation
        yield "source", entry.source
        yield "checked_on", entry.checked_on
        yield "as_of", entry.as_of
        yield "as_of_estimated", entry.estimated
        yield "confidence", entry.confidence
    yield "note", entry.note
    yield "question", entry.question


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    # What JSON escapes in a text TOML escapes alike, once DEL is no control character but text.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
