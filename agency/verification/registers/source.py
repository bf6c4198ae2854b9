"""What every source of a register can do; one small file behind it for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from agency.errors import NotFound
from agency.verification.registers import washington
from agency.verification.registers.records import BadRow, Record
from agency.verification.registers.table_file import TableFile
from agency.verification.registers.words import Words

# Whether a row may be about one of ours, by its folded number and its type as it is written.
Wanted = Callable[[str, str], bool]


class Source(Protocol):
    """``covers`` are the codes of the catalogue that it speaks of, ``columns`` those it needs.

    ``rows`` yields what is wanted of a file, each row read as a whole, and what is wrong with the
    rest: a row of somebody else is looked at no further than its columns.
    """

    @property
    def name(self) -> str: ...

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def words(self) -> Words: ...

    @property
    def covers(self) -> tuple[str, ...]: ...

    def rows(self, file: TableFile, wanted: Wanted) -> Iterator[Record | BadRow]: ...


SOURCES: dict[str, Source] = {washington.NAME: washington.Washington()}


def source_named(name: str) -> Source:
    """Raises NotFound."""
    if name not in SOURCES:
        raise NotFound("register", name)
    return SOURCES[name]
