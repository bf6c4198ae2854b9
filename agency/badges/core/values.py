"""Values of JSON from outside, taken as what they should be and as nothing where they are not.

In linked data one value may stand for a list of one, and an object for the address that names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from agency.errors import Unreadable

Json: TypeAlias = dict[str, Any]
# Beyond it a whole number is not the same to every reader of JSON: RFC 8785, appendix D.
LARGEST_WHOLE = 2**53 - 1
LONGEST_SHOWN = 120


def as_list(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as a list of one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def as_objects(value: Any) -> list[Json]:
    return [one for one in as_list(value) if isinstance(one, dict)]


def as_object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def id_of(value: Any) -> str:
    """The address of what may be given by it alone or be an object that has one; else blank."""
    if isinstance(value, dict):
        return as_text(value.get("id") or value.get("@id"))
    return as_text(value)


def types_of(value: Any) -> list[str]:
    said = as_object(value)
    return [as_text(one) for one in as_list(said.get("type", said.get("@type")))]


def shortened(text: str) -> str:
    """Text of a stranger as it may stand in a sentence of ours: one line, not endless."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"


def plain_numbers(value: Any) -> Any:
    """The same with the numbers that JSON of the web knows: doubles, and whole ones up to 2**53.

    Raises Unreadable for a number that would become another.
    """
    match value:
        case Mapping():
            return {key: plain_numbers(inner) for key, inner in value.items()}
        case list():
            return [plain_numbers(inner) for inner in value]
        case bool() | str() | None:
            return value
        case int() | Decimal():
            return _plain_number(value)
        case _:
            return value


def _plain_number(value: int | Decimal) -> int | float:
    whole = isinstance(value, int) or (value == value.to_integral_value() and "." not in str(value))
    if whole and not -LARGEST_WHOLE <= value <= LARGEST_WHOLE:
        raise Unreadable(f"the number {shortened(str(value))} is not the same to every reader")
    return value if isinstance(value, int) else float(value)
