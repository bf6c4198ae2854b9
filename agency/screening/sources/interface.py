"""What a list of exclusions has to say of itself, so that the rest need not know which it is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from agency.screening.entries import Entry, Row


@dataclass(frozen=True, slots=True)
class Layout:
    """What a list is called, and the columns of its file, from its data file.

    A full file by which more than ``most_removed_percent`` of the list would be gone is taken for
    cut off, and one whose day is longer ago than ``old_after_days`` is old. ``no_value`` is what
    stands for nothing, ``compact_days`` are columns of days as YYYYMMDD, and ``words`` say for
    people what columns mean.
    """

    title: str
    short: str
    publisher: str
    columns: tuple[str, ...]
    optional: tuple[str, ...]
    no_value: frozenset[str]
    monthly: bool
    most_removed_percent: int
    old_after_days: int
    words: Mapping[str, str]
    compact_days: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dated:
    """What the name of a file says of it: its day or its month (YYYY-MM), as far as it does."""

    day: date | None = None
    month: str | None = None


class Source(Protocol):
    """One list of exclusions."""

    @property
    def name(self) -> str:
        """By which it is named in commands and in the database."""

    @property
    def layout(self) -> Layout:
        """Its file."""

    def entry(self, row: Row) -> Entry | None:
        """A row about a person; None for one about a firm or another thing."""

    def dated(self, file_name: str) -> Dated:
        """What its publisher tells by the name of a file."""


def read_layout(file: Path) -> Layout:
    """The layout that a data file beside its source describes."""
    said: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return Layout(
        title=said["title"],
        short=said["short"],
        publisher=said["publisher"],
        columns=tuple(said["columns"]),
        optional=tuple(said.get("optional", ())),
        no_value=frozenset(said["no_value"]),
        monthly=said["monthly_supplements"],
        most_removed_percent=said["most_removed_percent"],
        old_after_days=said["old_after_days"],
        words=said["words"],
        compact_days=frozenset(said.get("compact_days", ())),
    )
