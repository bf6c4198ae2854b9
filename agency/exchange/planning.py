"""What a batch would do to the database: rows to insert, rows to update, rows already there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agency.exchange.kinds.kind import FileMemory, Key, Kind, Stored, Values


@dataclass
class Plan:
    """The work of one batch; of several rows with one key the last counts."""

    inserts: dict[Key, Values] = field(default_factory=dict)
    updates: dict[Key, tuple[int, Values]] = field(default_factory=dict)
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)


def plan(kind: Kind, records: Sequence[Values], memory: FileMemory) -> Plan:
    """Compare ``records`` with the database; in a dry run also with the file's earlier rows."""
    stored = kind.stored(records) if records else {}
    work = Plan()
    for given in records:
        key = kind.key(given)
        record, note = kind.against(given, stored.get(key))
        work.notes += [note] if note else []
        before = _before(kind, key, stored.get(key), work, memory)
        now = _compared(kind, record)
        if before is None:
            work.inserted += 1
        elif before == hash(now):
            work.unchanged += 1
            continue
        else:
            work.updated += 1
        _remember(kind, key, record, stored.get(key), work)
        if memory.dry_run:
            memory.seen[hash(key)] = hash(now)
    return work


def repeats(kind: Kind, rows: Iterable[tuple[int, Values]], memory: FileMemory) -> list[str]:
    """Which rows have the key of an earlier one of the file; to be asked once about each line."""
    told = []
    for line, record in [] if kind.counts_rows else rows:
        key = hash(kind.key(record))
        if key in memory.lines:
            told.append(f"lines {memory.lines[key]} and {line} have the same key; the last counts")
        memory.lines[key] = line
    return told


def _before(
    kind: Kind, key: Key, stored: Stored | None, work: Plan, memory: FileMemory
) -> int | None:
    """A hash of what the row says before this record; None if there is no such row."""
    if key in work.inserts:
        return hash(_compared(kind, work.inserts[key]))
    if key in work.updates:
        return hash(_compared(kind, work.updates[key][1]))
    if memory.dry_run and hash(key) in memory.seen:
        return memory.seen[hash(key)]
    return hash(_compared(kind, stored.values)) if stored else None


def _remember(kind: Kind, key: Key, record: Values, stored: Stored | None, work: Plan) -> None:
    if stored is None:
        work.inserts[key] = record
    else:
        work.updates[key] = stored.id, record


def _compared(kind: Kind, values: Values) -> tuple[object, ...]:
    return tuple(values[name] for name in kind.compared)
