"""Whether a JSON value is as its shape says, and in words what it would have to be.

Only the words of JSON Schema that `agency.api.shapes` writes are known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from agency.api.shapes import Shape

# So many words of an enumeration are told at most.
FEW = 16
WORDS = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def fits(value: Any, shape: Shape) -> bool:
    """Whether ``value`` is as ``shape`` says."""
    kind = type_of(value)
    if kind not in _types(shape) or value not in shape.get("enum", (value,)):
        return False
    check = CHECKS.get(kind)
    return check is None or check(value, shape)


def of_its_type(value: Any, shape: Shape) -> bool:
    """Whether it is at least of a type of ``shape``, in a list all items as well."""
    kind = type_of(value)
    if kind not in _types(shape):
        return False
    return kind != "array" or all(of_its_type(item, shape["items"]) for item in value)


def type_of(value: Any) -> str:
    """The narrowest type of a JSON value: of a number written without a point, integer."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case Decimal() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def wanted(shape: Shape, example: str = "") -> str:
    """In words what ``shape`` says: ``text``, ``true or false``, ``a list of text, or null``.

    ``example`` is a value that would do, if one is at hand.
    """
    kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    first = WORDS[kinds[0]]
    if kinds[0] == "array":
        first = f"a list, each item {wanted(shape['items'])}"
    if "description" in shape:
        first = str(shape["description"])
    if len(shape.get("enum", ())) in range(1, FEW):
        first = f"one of {', '.join(str(word) for word in shape['enum'] if word)}"
    if example:
        first = f"{first}, such as {example}"
    return f"{first}, or null" if "null" in kinds else first


def wanted_instead(value: Any, shape: Shape) -> str:
    """``wanted``, and that a number was sent where its text would have done."""
    if type_of(value) not in ("integer", "number") or "string" not in _types(shape):
        return wanted(shape)
    number = str(value)
    example = f'"{number}"' if fits(number, shape) else ""
    return f"{wanted(shape, example)}; {number} was sent as a JSON number"


def _types(shape: Shape) -> tuple[str, ...]:
    kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    return (*kinds, "integer") if "number" in kinds else tuple(kinds)


def _text_fits(value: str, shape: Shape) -> bool:
    pattern = shape.get("pattern")
    short = len(value) <= shape.get("maxLength", len(value))
    return short and (pattern is None or _compiled(pattern).search(value) is not None)


def _number_fits(value: Any, shape: Shape) -> bool:
    return bool(shape.get("minimum", value) <= value <= shape.get("maximum", value))


def _list_fits(value: list[Any], shape: Shape) -> bool:
    few = len(value) <= shape.get("maxItems", len(value))
    return few and all(fits(item, shape["items"]) for item in value)


def _object_fits(value: Mapping[str, Any], shape: Shape) -> bool:
    columns = shape["properties"]
    return all(name in columns and fits(one, columns[name]) for name, one in value.items())


CHECKS: Mapping[str, Callable[[Any, Shape], bool]] = {
    "string": _text_fits,
    "integer": _number_fits,
    "number": _number_fits,
    "array": _list_fits,
    "object": _object_fits,
}


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern; at its end stands the end of the text, and no line break before it."""
    ours = pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern
    return re.compile(ours)
