"""What the files of a document say together: the surest, and nothing where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agency.documents.readings.findings_json import from_json
from agency.documents.readings.models import FileReading
from agency.reading.findings import FIELDS, NONE, FieldRead


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and in which file of the document, by its ``file`` from 1."""

    read: FieldRead
    file: int

    @property
    def sure(self) -> bool:
        return self.read.value is not None


@dataclass(frozen=True)
class DocumentRead:
    """What a document is read to say, by field; fields of which nothing was read are not there.

    ``under_way`` is whether some of its files wait to be read; ``says_nothing`` is why nothing was
    read, in words, where somebody has tried.
    """

    under_way: bool = False
    says_nothing: str = ""
    fields: Mapping[str, Found] = field(default_factory=dict)

    def value(self, name: str) -> str | None:
        """What a field says for sure; None where that is not known."""
        found = self.fields.get(name)
        return found.read.value if found else None

    @property
    def anything(self) -> bool:
        return bool(self.fields)


NOT_READ = DocumentRead()


def read_together(files: Iterable[tuple[int, FileReading | None]]) -> DocumentRead:
    """One after another, each by its place; a file nobody was asked to read says nothing."""
    rows = [(place, row) for place, row in files if row is not None]
    findings = [
        Found(one, place)
        for place, row in rows
        if row.how not in (None, NONE)
        for one in from_json(row.fields)
        if one.text
    ]
    waits = any(row.how is None for _, row in rows)
    notes = [row.note for _, row in rows if row.how == NONE and row.note]
    return DocumentRead(waits, notes[0] if notes and not findings else "", _surest(findings))


def _surest(findings: Iterable[Found]) -> dict[str, Found]:
    by_field: dict[str, list[Found]] = {}
    for one in findings:
        by_field.setdefault(one.read.field, []).append(one)
    return {name: _of(by_field[name]) for name in FIELDS if name in by_field}


def _of(findings: Sequence[Found]) -> Found:
    """Of one field the surest finding; two that are sure and differ make each other unsure."""
    best = max(findings, key=lambda one: (one.sure, one.read.confidence, -one.file))
    others = [one for one in findings if one.sure and one.read.value != best.read.value]
    if not (best.sure and others):
        return best
    note = f"page {best.file} says this, page {others[0].file} says {others[0].read.text}"
    return replace(best, read=replace(best.read, value=None, note=note))
