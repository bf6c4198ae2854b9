"""Reading one table of a data file strictly: what is missing, odd or unknown stops the load."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from pathlib import Path
from typing import Any


class RuleBookError(ValueError):
    """A data file says something that cannot be read; names file, entry, key and expectation."""

    def __init__(self, file: str, entry: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {entry or 'file'}: {key}: {problem}")
        self.file, self.entry, self.key, self.problem = file, entry, key, problem


def read_toml(path: Path) -> dict[str, Any]:
    """The file's tables; no such file, a syntax error or a key given twice is a RuleBookError.

    A mark of UTF-8 at its head, as some editors write it, is passed over.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RuleBookError(str(path), "", "file", f"cannot be read: {error.strerror}") from error
    return toml_in(content, path.name)


def toml_in(content: bytes, file: str) -> dict[str, Any]:
    """`read_toml` of what a file of that name holds."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RuleBookError(file, "", "syntax", "is not a text file in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise RuleBookError(file, "", "syntax", str(error)) from error
    except RecursionError as error:
        raise RuleBookError(file, "", "syntax", "is nested too deeply") from error


class Table:
    """One TOML table, with the file and the entry it stands in; ``close`` refuses unread keys."""

    def __init__(self, values: Any, file: str, entry: str = "", path: str = "") -> None:
        self.file, self.entry, self.path = file, entry, path
        if not isinstance(values, dict):
            raise self.error("", f"expected a table, got {values!r}")
        self.values: dict[str, Any] = values
        self._known: set[str] = set()

    def error(self, key: str, problem: str) -> RuleBookError:
        where = ".".join(part for part in (self.path, key) if part)
        return RuleBookError(self.file, self.entry, where or "table", problem)

    def __contains__(self, key: str) -> bool:
        """Whether the key is given; what is asked for is known from then on."""
        self._known.add(key)
        return key in self.values

    def take(self, key: str) -> Any:
        """The raw value, which must be there."""
        if key not in self:
            raise self.error(key, "is missing")
        return self.values[key]

    def _typed(self, key: str, kind: type | tuple[type, ...], expected: str) -> Any:
        value = self.take(key)
        if not isinstance(value, kind):
            raise self.error(key, f"expected {expected}, got {value!r}")
        return value

    def text(self, key: str) -> str:
        value: str = self._typed(key, str, "text")
        if not value.strip():
            raise self.error(key, "expected text, got nothing")
        return value

    def text_or_none(self, key: str) -> str | None:
        return self.text(key) if key in self else None

    def new_text(self, key: str, seen: Collection[str]) -> str:
        """A text that no table before has given."""
        value = self.text(key)
        if value in seen:
            raise self.error(key, f"{value!r} stands twice")
        return value

    def day(self, key: str) -> date:
        value: date = self._typed(key, date, "a date")
        # In Python a moment is a date too; here it never is.
        if isinstance(value, datetime):
            raise self.error(key, f"expected a date without a time, got {value}")
        return value

    def whole(self, key: str, least: int = 0) -> int:
        value: int = self._typed(key, int, "a whole number")
        # In Python true and false are numbers; here they never are.
        if isinstance(value, bool):
            raise self.error(key, f"expected a whole number, got {value!r}")
        if value < least:
            raise self.error(key, f"expected a number not below {least}, got {value}")
        return value

    def whole_or_none(self, key: str) -> int | None:
        return self.whole(key) if key in self else None

    def amount(self, key: str) -> Decimal:
        """A number of hours or units, above 0, as a Decimal."""
        value: int | float = self._typed(key, (int, float), "a number")
        if isinstance(value, bool) or not isfinite(value) or value <= 0:
            raise self.error(key, f"expected a number above 0, got {value!r}")
        return Decimal(str(value))

    def amount_or_none(self, key: str) -> Decimal | None:
        return self.amount(key) if key in self else None

    def dollars(self, key: str) -> Decimal:
        """Dollars, 0 or more, written as text so that cents stay exact."""
        written = self.text(key)
        try:
            dollars = Decimal(written)
        except InvalidOperation:
            dollars = Decimal(-1)
        if not dollars.is_finite() or dollars < 0:
            raise self.error(key, f'expected dollars such as "125", got {written!r}')
        return dollars

    def flag(self, key: str) -> bool:
        """True or false; false where it is not given."""
        return bool(self._typed(key, bool, "true or false")) if key in self else False

    def choice(self, key: str, allowed: Collection[str]) -> str:
        value = self.text(key)
        if value not in allowed:
            raise self.error(key, f"expected one of {', '.join(allowed)}; got {value!r}")
        return value

    def choice_or_none(self, key: str, allowed: Collection[str]) -> str | None:
        return self.choice(key, allowed) if key in self else None

    def words(self, key: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of at least one word, each among ``allowed`` if that is given."""
        value = self._typed(key, list, "a list")
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
        return self.words(key, allowed) if key in self else None

    def table(self, key: str) -> Table:
        return Table(self.take(key), self.file, self.entry, f"{self.path}.{key}".strip("."))

    def table_or_none(self, key: str) -> Table | None:
        return self.table(key) if key in self else None

    def tables(self, key: str, named_by: str) -> Iterator[Table]:
        """The tables of a list of tables, each called by its ``named_by`` key; none if absent."""
        listed = self._typed(key, list, f"a list of tables ([[{key}]])") if key in self else []
        for index, values in enumerate(listed, start=1):
            name = values.get(named_by) if isinstance(values, dict) else None
            yield Table(values, self.file, str(name or f"{key} {index}"))

    def close(self) -> None:
        """Refuse the keys nobody asked for: a misspelt rule must not be skipped in silence."""
        for key in self.values:
            if key not in self._known:
                known = ", ".join(sorted(self._known))
                raise self.error(key, f"is not a known key here; expected one of {known}")
