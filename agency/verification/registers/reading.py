"""A file of a register read from end to end, for what it says of the credentials on file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from agency.credentials.numbers import folded_number
from agency.verification.registers.records import BadRow, Record
from agency.verification.registers.source import Source
from agency.verification.registers.table_file import Progress, TableFile, opened, silent
from agency.verification.registers.words import folded_word

MOST_TOLD = 100
# Two that say different things agree with nothing already.
MOST_OF_ONE = 20
# A register has some hundreds of types.
TYPES_REMEMBERED = 1024


@dataclass
class Found:
    """What a file says: records by the id of our credential, and what in it cannot be read.

    ``covered`` counts its rows of the types that are ours. Of bad rows the first are kept, of words
    that are not known how often each stands there. ``unread`` are ours of whose number a row cannot
    be read: nobody knows what it says of them.
    """

    records: dict[int, tuple[Record, ...]] = field(default_factory=dict)
    unread: set[int] = field(default_factory=set)
    covered: int = 0
    bad: int = 0
    bad_rows: list[BadRow] = field(default_factory=list)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, id: int, row: Record) -> None:
        """Keep what is said of one of ours, once however often it stands there."""
        known = self.records.get(id, ())
        if len(known) < MOST_OF_ONE and all(replace(row, line=one.line) != one for one in known):
            self.records[id] = (*known, row)

    def add_bad(self, row: BadRow, ids: Iterable[int]) -> None:
        """Count a row that cannot be read, about ours of ``ids``; keep it if one of the first."""
        self.bad += 1
        self.unread.update(ids)
        if len(self.bad_rows) < MOST_TOLD:
            self.bad_rows.append(replace(row, cells=()))

    def count(self, row: Record) -> None:
        """Count a row that was read, and its words that are not known."""
        self.covered += row.code is not None
        meanings = (
            ("CredentialType", row.type, row.code),
            ("Status", row.status, row.standing),
            ("ActionTaken", row.action, row.action_means),
        )
        for column, word, meaning in meanings:
            if meaning is None and ((column, word) in self.unknown or self._has_room):
                self.unknown[column, word] += 1

    @property
    def _has_room(self) -> bool:
        return len(self.unknown) < MOST_TOLD

    def told(self) -> dict[str, Any]:
        """The same as plain JSON, without the records."""
        return {
            "bad_rows": [
                {
                    "line": row.line,
                    "column": row.problem.field,
                    "value": row.problem.value,
                    "expected": row.problem.expected,
                }
                for row in self.bad_rows
            ],
            "unknown_words": [
                {"column": column, "word": word, "rows": rows}
                for (column, word), rows in sorted(self.unknown.items())
            ],
        }


def read(
    source: Source, path: Path, name: str, ours: Mapping[int, str], progress: Progress = silent
) -> Found:
    """Read the file of a ``source``; raises Unreadable, which says ``name``.

    ``ours`` are folded numbers by the ids of our credentials. What the file says of others is read
    only where its type is one of those we know, so that its words are looked at, and forgotten.
    """
    with opened(path, name, source.columns, progress) as file:
        return _read(source, file, _by_number(ours))


def _by_number(ours: Mapping[int, str]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for id, number in ours.items():
        found[number] = (*found.get(number, ()), id)
    return found


def _read(source: Source, file: TableFile, numbers: Mapping[str, tuple[int, ...]]) -> Found:
    found = Found()
    begins = source.words.watched

    @lru_cache(TYPES_REMEMBERED)
    def is_watched(kind: str) -> bool:
        return folded_word(kind).startswith(begins)

    def wanted(number: str, kind: str) -> bool:
        return number in numbers or is_watched(kind)

    def ours(number: str) -> tuple[int, ...]:
        return numbers.get(folded_number(number), ())

    for row in source.rows(file, wanted):
        if isinstance(row, BadRow):
            found.add_bad(row, chain.from_iterable(map(ours, row.cells)))
            continue
        found.count(row)
        for id in ours(row.number):
            found.add(id, row)
    for id in found.unread & found.records.keys():
        del found.records[id]
    return found
