"""Reading one table of a data file strictly: what is missing, odd or unknown stops the load."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any


class RuleBookError(ValueError):
    """A data file says something that cannot be read; names file, entry, key and expectation."""

    def __init__(self, file: str, entry: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {entry or 'file'}: {key}: {problem}")
        self.file, self.entry, self.key, self.problem = file, entry, key, problem


def read_toml(path: Path) -> dict[str, Any]:
    """The file's tables; a syntax error or a key given twice is a RuleBookError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleBookError(path.name, "", "syntax", str(error)) from error


class Table:
    """One TOML table, with the file and the entry it stands in; ``close`` refuses unread keys."""

    def __init__(self, values: Any, file: str, entry: str = "", path: str = "") -> None:
        self.file, self.entry, self.path = file, entry, path
        if not isinstance(values, dict):
            raise self.error("", f"expected a table, got {values!r}")
        self.values: dict[str, Any] = values
        self._read: set[str] = set()

    def error(self, key: str, problem: str) -> RuleBookError:
        where = ".".join(part for part in (self.path, key) if part)
        return RuleBookError(self.file, self.entry, where or "table", problem)

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def take(self, key: str) -> Any:
        """The raw value, which must be there."""
        self._read.add(key)
        if key not in self.values:
            raise self.error(key, "is missing")
        return self.values[key]

    def _typed(self, key: str, kind: type, expected: str, required: bool) -> Any:
        if not required and key not in self.values:
            self._read.add(key)
            return None
        value = self.take(key)
        # bool is an int in Python, and never meant as a number here.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(key, f"expected {expected}, got {value!r}")
        return value

    def text(self, key: str) -> str:
        value: str = self._typed(key, str, "text", required=True)
        if not value.strip():
            raise self.error(key, "expected text, got nothing")
        return value

    def text_or_none(self, key: str) -> str | None:
        return self.text(key) if key in self.values else self._typed(key, str, "text", False)

    def day(self, key: str) -> date:
        value: date = self._typed(key, date, "a date", required=True)
        return value

    def day_or_none(self, key: str) -> date | None:
        value: date | None = self._typed(key, date, "a date", required=False)
        return value

    def whole(self, key: str) -> int:
        value: int = self._typed(key, int, "a whole number", required=True)
        if value < 0:
            raise self.error(key, f"expected a number not below 0, got {value}")
        return value

    def whole_or_none(self, key: str) -> int | None:
        return self.whole(key) if key in self.values else self._typed(key, int, "", False)

    def amount(self, key: str) -> Decimal | None:
        """A number of hours or units as a Decimal; None where it is not given."""
        if key not in self.values:
            return None
        value = self._typed(key, int | float, "a number", required=True)  # type: ignore[arg-type]
        if value < 0:
            raise self.error(key, f"expected a number not below 0, got {value}")
        return Decimal(str(value))

    def flag(self, key: str) -> bool:
        return bool(self._typed(key, bool, "true or false", required=False))

    def choice(self, key: str, allowed: Collection[str]) -> str:
        value = self.text(key)
        if value not in allowed:
            raise self.error(key, f"expected one of {', '.join(allowed)}; got {value!r}")
        return value

    def words(self, key: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of at least one word, each among ``allowed`` if that is given."""
        value = self._typed(key, list, "a list", required=True)
        if not value:
            raise self.error(key, "expected a list of at least one")
        for word in value:
            if not isinstance(word, str):
                raise self.error(key, f"expected text in the list, got {word!r}")
            if allowed is not None and word not in allowed:
                raise self.error(
                    key, f"{word!r} is not known; expected one of {', '.join(allowed)}"
                )
        return tuple(value)

    def words_or_none(
        self, key: str, allowed: Collection[str] | None = None
    ) -> tuple[str, ...] | None:
        if key in self.values:
            return self.words(key, allowed)
        self._read.add(key)
        return None

    def table(self, key: str) -> Table:
        return Table(self.take(key), self.file, self.entry, f"{self.path}.{key}".strip("."))

    def table_or_none(self, key: str) -> Table | None:
        self._read.add(key)
        return self.table(key) if key in self.values else None

    def tables(self, key: str, named_by: str) -> Iterator[Table]:
        """The tables of a list of tables, each called by its ``named_by`` key."""
        self._read.add(key)
        for index, values in enumerate(self.values.get(key, []), start=1):
            name = values.get(named_by) if isinstance(values, dict) else None
            yield Table(values, self.file, str(name or f"{key} {index}"))

    def close(self) -> None:
        """Refuse the keys nobody asked for: a misspelt rule must not be skipped in silence."""
        for key in self.values:
            if key not in self._read:
                known = ", ".join(sorted(self._read))
                raise self.error(key, f"is not a known key here; expected one of {known}")
