"""What is common to all kinds of file; each kind says how its rows are referred to and kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Row, Select

from agency.audit.actions import Deed
from agency.edits.models import Subject
from agency.extensions import Model
from agency.fields import InputSchema

Values = dict[str, Any]
Key = tuple[Hashable, ...]
Edited = tuple[tuple[Subject, str], ...]


@dataclass
class FileMemory:
    """What one import remembers of the rows it has seen; hashes, to stay small."""

    dry_run: bool
    occurrences: Counter[int] = field(default_factory=Counter)
    seen: dict[int, int] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    placed: dict[int, dict[Key, Any]] = field(default_factory=dict)
    addresses: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of the database with the values an import may change."""

    id: int
    values: Values


class Kind(ABC):
    """One kind of file: its columns and schema, its key, and the table behind it."""

    name: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    optional: ClassVar[frozenset[str]] = frozenset()
    schema: ClassVar[InputSchema]
    model: ClassVar[type[Model]]
    compared: ClassVar[tuple[str, ...]]
    """What an import may change in a row that is there already."""
    children: ClassVar[str | None] = None
    """The one of ``compared`` that is kept in a table of its own."""
    edits: ClassVar[Edited]
    """Whose matches a row is about, and which column has the id of that."""
    counts_rows: ClassVar[bool] = False
    """Whether equal rows are told apart by their number, so that a resumed import must recount."""

    def number(self, values: Values, memory: FileMemory) -> None:
        """Note which of several equal rows this is."""
        return

    @abstractmethod
    def look_up(self, batch: Sequence[Values]) -> Any:
        """What the rows of ``batch`` refer to: one query per table."""

    @abstractmethod
    def resolve(self, values: Values, found: Any) -> Values:
        """The record to keep, its references as ids; raises Refused."""

    @abstractmethod
    def key(self, record: Mapping[str, Any]) -> Key:
        """What makes a record the same row."""

    @abstractmethod
    def stored(self, records: Sequence[Values]) -> dict[Key, Stored]:
        """Those of ``records`` that the database has, by key."""

    @abstractmethod
    def export_statement(self) -> Select[Any]:
        """All rows in the order of their keys, one labelled column per column of the file."""

    def export_rows(self, page: list[Row[Any]]) -> Iterable[Mapping[str, Any]]:
        """The values of a page of rows."""
        return (row._asdict() for row in page)

    def against(self, record: Values, stored: Stored | None) -> tuple[Values, str | None]:
        """The record to keep in the place of what is ``stored``, and what is worth telling."""
        return record, None

    def notes(self, records: Sequence[Values], memory: FileMemory) -> list[str]:
        """What is worth telling about accepted rows."""
        return []

    def notes_of_lines(self, rows: Sequence[tuple[int, Values]], memory: FileMemory) -> list[str]:
        """What is worth telling about accepted rows by their lines; they are written by then."""
        return []

    def derived(self, record: Values) -> Values:
        """What is kept beside the columns of the file and follows from them."""
        return {}

    def before_updates(self, updates: Mapping[int, Values], at: datetime) -> list[Deed]:
        """Write what must stand before records are changed at a moment, by id of their rows.

        What the trail says of it comes back.
        """
        return []

    def after_inserts(self, ids: Collection[int], at: datetime) -> None:
        """Write what belongs to new rows, which were written at a moment."""
        return

    def replace_children(self, records: Mapping[int, Values]) -> None:
        """Keep the children of the records, by id of their parents."""
        return


def own(model: type[Model], names: Iterable[str]) -> list[Any]:
    """The columns of a table by name."""
    return [getattr(model, name) for name in names]
