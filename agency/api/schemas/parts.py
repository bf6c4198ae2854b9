"""The words in which the shapes of answers are written: JSON Schema, a little shorter.

Answers may have keys that are not documented yet: keys may be added, never changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
NUMBER: Shape = {"type": "number"}
YES_NO: Shape = {"type": "boolean"}
DAY: Shape = {"type": "string", "format": "date"}
MOMENT: Shape = {"type": "string", "format": "date-time"}
MONEY: Shape = {"type": "string", "description": "Dollars and cents, such as 1234.50."}
DECIMAL: Shape = {"type": "string", "description": "A decimal number, such as 12.5."}
RUN_OF_DAYS: Shape = {
    "type": "array",
    "items": DAY,
    "minItems": 2,
    "maxItems": 2,
    "description": "The first and the last day, both included.",
}


def thing(**properties: Shape) -> Shape:
    """An object with all of these keys; a trailing ``_`` keeps a name from being Python's."""
    named = {name.removesuffix("_"): shape for name, shape in properties.items()}
    return {"type": "object", "properties": named, "required": list(named)}


def having(shape: Shape, **properties: Shape) -> Shape:
    """The same object with more keys, which it may have or not."""
    named = {name.removesuffix("_"): one for name, one in properties.items()}
    return {**shape, "properties": {**shape["properties"], **named}}


def list_of(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def table_of(shape: Shape) -> Shape:
    """An object whose keys are not known beforehand."""
    return {"type": "object", "additionalProperties": shape}


def one_of(words: Iterable[str]) -> Shape:
    return {"type": "string", "enum": list(words)}


def ref(name: str) -> Shape:
    """Another shape of the document, by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(shape: Shape) -> Shape:
    """The same, or null where there is none."""
    if "$ref" in shape:
        return {"anyOf": [shape, {"type": "null"}]}
    nullable = {**shape, "type": [shape["type"], "null"]}
    return {**nullable, "enum": [*shape["enum"], None]} if "enum" in shape else nullable


def described_as(shape: Shape, words: str) -> Shape:
    return {**shape, "description": words}
