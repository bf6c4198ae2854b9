"""A reader of JSON for input from outside: what it returns is finite, shallow and unambiguous."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from agency.errors import Problem, Refused, Unreadable
from agency.fields.schema import shown

MOST_BYTES = 1_000_000
MOST_DEPTH = 32
# A whole text, closed or not, or one bracket: so brackets inside texts are passed over.
TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
# No database takes these, and nobody means them.
NEVER_MEANT = re.compile("[\x00\ud800-\udfff]")
LONGEST_INT = 18


class _Repeating(dict[str, Any]):
    """An object in which some keys stood more than once."""

    repeated: tuple[str, ...] = ()


def read_json(document: bytes, most_bytes: int = MOST_BYTES) -> Any:
    """The value a JSON document says; numbers with a point are Decimals.

    Raises Unreadable for what is no JSON, too long or too deep, and Refused, with every place, for
    keys that stand twice in an object, numbers that are not finite, NUL and broken surrogates.
    """
    if len(document) > most_bytes:
        raise Unreadable(f"the JSON is longer than {most_bytes:,} bytes")
    value = _parsed(_decoded(document))
    problems = list(_problems(value, ""))
    if problems:
        raise Refused(problems)
    return value


def path_to(parent: str, key: str) -> str:
    """``key`` of the object at ``parent``, in printable characters whatever the key holds."""
    name = shown(key if key.isprintable() else ascii(key))
    return f"{parent}.{name}" if parent else name


def _decoded(document: bytes) -> str:
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = document.count(b"\n", 0, error.start) + 1
        byte = document[error.start]
        raise Unreadable(f"line {line}: byte 0x{byte:02x} is not UTF-8") from error


def _parsed(text: str) -> Any:
    _refuse_depth(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_decimal,
            parse_constant=_decimal,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"not JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error


def _refuse_depth(text: str) -> None:
    depth = 0
    for found in TEXT_OR_BRACKET.finditer(text):
        bracket = found[0]
        depth += (bracket in "[{") - (bracket in "]}")
        if depth > MOST_DEPTH:
            line = text.count("\n", 0, found.start()) + 1
            raise Unreadable(f"line {line}: nested deeper than {MOST_DEPTH} levels")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = _Repeating(pairs)
    if len(result) < len(pairs):
        times = Counter(key for key, _ in pairs)
        result.repeated = tuple(key for key in result if times[key] > 1)
    return result


def _decimal(text: str) -> Decimal:
    """A number exactly as written; one beyond all reckoning is infinite, and so refused."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


def _whole(text: str) -> int | Decimal:
    # Python refuses to read a whole number of more than 4,300 digits.
    return int(text) if len(text) <= LONGEST_INT else Decimal(text)


def _problems(value: Any, path: str) -> Iterator[Problem]:
    match value:
        case _Repeating():
            for key in value.repeated:
                yield Problem(path_to(path, key), shown(key), "this key once in its object")
            for key, inner in value.items():
                yield from _unsafe(key, path_to(path, key))
                yield from _problems(inner, path_to(path, key))
        case list():
            for position, inner in enumerate(value):
                yield from _problems(inner, f"{path}[{position}]")
        case str():
            yield from _unsafe(value, path)
        case Decimal() if not value.is_finite():
            yield Problem(path, str(value), "a finite number")


def _unsafe(text: str, path: str) -> Iterator[Problem]:
    if found := NEVER_MEANT.search(text):
        yield Problem(path, shown(text), f"text without the character U+{ord(found[0]):04X}")
