"""The base of every schema of input: blank is left out, unknown keys are told, errors are ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from marshmallow import (
    EXCLUDE,
    Schema,
    ValidationError,
    fields,
    missing,
    pre_load,
    validates_schema,
)

from agency.errors import Problem, Refused

LONGEST_SHOWN = 80
# The texts of a column that are remembered with their values: most columns say few things.
REMEMBERED = 1024
WHOLE_INPUT = "_schema"


def expected(what: str, field: str | None = None) -> ValidationError:
    """The one form of every refusal: it says what was expected."""
    message = f"expected {what}"
    return ValidationError(message) if field is None else ValidationError(message, field)


def require_order(data: Mapping[str, Any], first: str, last: str) -> None:
    """Refuse a day ``last`` that lies before the day ``first``; either may be blank."""
    begin: date | None = data.get(first)
    end: date | None = data.get(last)
    if begin and end and end < begin:
        raise expected(f"a day not before {first}, which is {begin}", last)


class InputSchema(Schema):
    """One shape for a row of a CSV file (cells as text) and for a JSON object alike."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def _leave_out_blanks(self, data: Any, **_: Any) -> Any:
        if not isinstance(data, Mapping):
            raise expected("an object whose keys are the names of columns", WHOLE_INPUT)
        return {key: value for key, value in data.items() if not is_blank(value)}

    @validates_schema
    def _check_together(self, data: dict[str, Any], **_: Any) -> None:
        self.check(data)

    def check(self, values: Mapping[str, Any]) -> None:
        """What values must be together, each being right by itself; raises ValidationError."""

    def accept(self, data: Any) -> dict[str, Any]:
        """The values, fit for the columns; raises Refused with every problem of the input."""
        try:
            values: dict[str, Any] = self.load(data)
        except ValidationError as error:
            raise Refused([*_problems(error, data), *self._misfitting(error, data)]) from error
        return values

    def _misfitting(self, error: ValidationError, data: Any) -> Iterable[Problem]:
        """What values that are right by themselves are not together, where others are wrong."""
        blank = {
            name: None if field.load_default is missing else field.load_default
            for name, field in self.load_fields.items()
        }
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        try:
            self.check(blank | valid)
        except ValidationError as found:
            if found.field_name not in error.messages_dict:
                yield from _problems(ValidationError({found.field_name: found.messages}), data)

    def accept_cells(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """``accept`` for a row of a file, several times as fast: its cells are text."""
        try:
            values = {name: read(cells.get(name, "")) for name, read in self._readers}
            self.check(values)
        except ValidationError:
            return self.accept(cells)
        return values

    @cached_property
    def _readers(self) -> list[tuple[str, Callable[[str], Any]]]:
        return [(name, _reader(field)) for name, field in self.load_fields.items()]

    def require(self, values: Mapping[str, Any]) -> None:
        """Make sure that values, each right by itself, go together; raises Refused."""
        try:
            self.check(values)
        except ValidationError as error:
            named = ValidationError({error.field_name: error.messages})
            raise Refused(list(_problems(named, values))) from error

    def unknown_in(self, keys: Iterable[str]) -> list[str]:
        """Those of ``keys`` that mean nothing here, in their order; they are reported."""
        return [key for key in keys if key not in self.load_fields]


def _reader(field: fields.Field[Any]) -> Callable[[str], Any]:
    """What a text says in a column; texts seen a moment ago are remembered."""

    def read(text: str) -> Any:
        if not is_blank(text):
            return field.deserialize(text)
        if field.required:
            raise field.make_error("required")
        return field.load_default

    return lru_cache(REMEMBERED)(read)


def is_blank(value: Any) -> bool:
    """Whether a value says nothing: null in JSON, spaces or less in a text."""
    return value is None or (isinstance(value, str) and not value.strip())


def refused(field: str, value: Any, expected: str) -> Refused:
    """The refusal of one value, which is quoted."""
    return Refused([Problem(field, shown(value), expected)])


def _problems(error: ValidationError, data: Any) -> Iterable[Problem]:
    """One problem per field and message; of the input as a whole, the field is blank."""
    assert isinstance(error.messages, dict)
    for field, texts in error.messages.items():
        given = data.get(field) if isinstance(data, Mapping) else data
        name = "" if field == WHOLE_INPUT else field
        for text in texts if isinstance(texts, list) else [str(texts)]:
            yield Problem(name, shown(given), text.removeprefix("expected "))


def shown(value: Any) -> str:
    """A value as a message quotes it: short, and printable whatever it holds."""
    if value is None:
        return ""
    text = ";".join(map(str, value)) if isinstance(value, list) else _plain(value)
    safe = text[: LONGEST_SHOWN + 1].encode("utf-8", "backslashreplace").decode()
    return safe if len(text) <= LONGEST_SHOWN else safe[:LONGEST_SHOWN] + "…"


def _plain(value: Any) -> str:
    # Python refuses to write a whole number of more than 4,300 digits.
    if isinstance(value, int) and value.bit_length() > 1024:
        return f"a number of {value.bit_length()} bits"
    return str(value)
